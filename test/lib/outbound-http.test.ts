// A request to a pinned address over TLS: the certificate is still held against the name.

import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that answers for hooks.test, and the certificate by which one may trust it. */
function serveAsHooks(): { port: number | undefined; certificate: string } {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-tls-'))
  closers.push(() => rmSync(directory, { recursive: true }))
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const made = Bun.spawnSync([
    ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-keyout', key, '-out', certificate, '-subj', '/CN=hooks.test'],
    ...['-addext', 'subjectAltName=DNS:hooks.test'],
  ])
  if (!made.success) throw new Error(made.stderr.toString())
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    tls: { key: readFileSync(key), cert: readFileSync(certificate) },
    fetch: (request) => new Response(request.headers.get('host')),
  })
  closers.push(() => server.stop(true))
  return { port: server.port, certificate }
}

async function post(url: string, trusted?: string) {
  const child = Bun.spawn(['bun', join(import.meta.dir, 'fixtures/post-by-name.ts'), url], {
    env: {
      PATH: process.env.PATH ?? '',
      ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
    },
    stdout: 'pipe',
  })
  return JSON.parse(await child.stdout.text())
}

describe.skipIf(Bun.which('openssl') === null)('over TLS', () => {
  test('the pinned address is called under its name, which its certificate must have', async () => {
    const { port, certificate } = serveAsHooks()
    expect(await post(`https://hooks.test:${port}/`, certificate)).toMatchObject({
      status: 200,
      response: `hooks.test:${port}`,
    })
    expect(await post(`https://other.test:${port}/`, certificate)).toMatchObject({
      status: null,
      error: 'The connection failed: ERR_TLS_CERT_ALTNAME_INVALID.',
    })
    expect(await post(`https://hooks.test:${port}/`)).toMatchObject({
      status: null,
      error: 'The connection failed: DEPTH_ZERO_SELF_SIGNED_CERT.',
    })
  })
})
