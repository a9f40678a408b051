// A file that is none costs the shop nothing: while it comes in, health checks are answered and memory stays.

import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { eachOrderd, type Server } from '../helpers/process.ts'

const MB = 1e6
/** Each of these files stopped all requests for 1.6 to 6 s. A stop of 50 ms is the aim; a busy machine adds some. */
const STOP_MAX_MS = 300
const MEMORY_MAX_MB = 100
const admin = { ORDERD_ADMIN_EMAIL: 'a@example.com', ORDERD_ADMIN_PASSWORD: 'correct horse 9' }

const repeat = (text: string, bytes: number): Buffer => Buffer.alloc(bytes, text)
const HEADER = Buffer.from('sku,title,price\n')

const FILES: Record<string, { type: string; file: Buffer; status: number }> = {
  '9 MB of empty rows': {
    type: 'text/csv',
    file: Buffer.concat([HEADER, repeat(',,\n', 9 * MB)]),
    status: 200,
  },
  '9 MB of empty objects': {
    type: 'application/x-ndjson',
    file: repeat('{}\n', 9 * MB),
    status: 200,
  },
  '9 MB of empty lines': {
    type: 'application/x-ndjson',
    file: repeat('\n', 9 * MB),
    status: 200,
  },
  'a header of 10 MB': {
    type: 'text/csv',
    file: Buffer.concat([repeat('column,', 10 * MB), Buffer.from('\n')]),
    status: 422,
  },
  '50 MB without a newline': { type: 'text/csv', file: repeat('letters', 50 * MB), status: 422 },
  '50 MB of NUL': { type: 'text/csv', file: repeat('\0', 50 * MB), status: 422 },
  'one line of 7 MB of objects': {
    type: 'application/x-ndjson',
    file: Buffer.concat([
      Buffer.from('{"lines":['),
      repeat('{},', 6_999_999),
      Buffer.from('{}]}\n'),
    ]),
    status: 200,
  },
}

const memoryMb = ({ pid }: Server): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

// Memory is read from /proc.
describe.skipIf(process.platform !== 'linux')('a file that is none', () => {
  eachOrderd((orderd) => {
    test('stops nobody, whatever is in it', async () => {
      const server = await orderd.serve([], { env: admin })
      const signedIn = await fetch(`${server.url}/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          email: admin.ORDERD_ADMIN_EMAIL,
          password: admin.ORDERD_ADMIN_PASSWORD,
        }),
      })
      const { access_token } = (await signedIn.json()) as { access_token: string }
      const send = ({ type, file }: { type: string; file: Buffer }) =>
        fetch(`${server.url}/products/import`, {
          method: 'POST',
          headers: { authorization: `Bearer ${access_token}`, 'content-type': type },
          body: file,
        })
      // The first import loads the parser.
      await send({ type: 'text/csv', file: Buffer.concat([HEADER, Buffer.from('A,Tea,1\n')]) })
      const before = memoryMb(server)
      const found: Record<string, unknown> = {}
      for (const [name, one] of Object.entries(FILES)) {
        let isDone = false
        const sent = send(one).finally(() => {
          isDone = true
        })
        let longestMs = 0
        let mostMb = 0
        while (!isDone) {
          const asked = performance.now()
          expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
          longestMs = Math.max(longestMs, performance.now() - asked)
          mostMb = Math.max(mostMb, memoryMb(server) - before)
        }
        const { status } = await sent
        found[name] = { status, isSoon: longestMs < STOP_MAX_MS, isSmall: mostMb < MEMORY_MAX_MB }
      }
      expect(found).toEqual(
        Object.fromEntries(
          Object.entries(FILES).map(([name, { status }]) => [
            name,
            { status, isSoon: true, isSmall: true },
          ]),
        ),
      )
    })
  })
})
