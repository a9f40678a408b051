// Tokens, digests, and the secret an installation makes for itself.

import { expect, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { constantTimeEqual, randomToken, sha256Hex } from '#lib/crypto.ts'
import { loadOrCreateSecret } from '#lib/secret-file.ts'

function temporaryDirectory() {
  const path = fs.mkdtempSync('/tmp/orderd-secret-')
  return { path, [Symbol.dispose]: () => fs.rmSync(path, { recursive: true }) }
}

const modeOf = (path: string): string => (fs.statSync(path).mode & 0o777).toString(8)

test('tokens have the asked bytes, are URL safe and never repeat', () => {
  const tokens = Array.from({ length: 1000 }, () => randomToken(32))
  expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true)
  expect(new Set(tokens).size).toBe(1000)
})

test('a digest is SHA-256 in hexadecimal', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('texts are compared whole, whatever their lengths', () => {
  expect(constantTimeEqual('token', 'token')).toBe(true)
  expect(constantTimeEqual('token', 'tokem')).toBe(false)
  expect(constantTimeEqual('token', 'token2')).toBe(false)
  expect(constantTimeEqual('', 'x')).toBe(false)
})

test('a secret is made once, for its owner alone, and leaves no draft behind', () => {
  using home = temporaryDirectory()
  const dir = join(home.path, 'data', 'secrets')
  const secret = loadOrCreateSecret(dir, 'jwt')
  expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32)
  expect(loadOrCreateSecret(dir, 'jwt')).toBe(secret)
  expect(loadOrCreateSecret(dir, 'other')).not.toBe(secret)
  expect([modeOf(dir), modeOf(join(dir, 'jwt'))]).toEqual(['700', '600'])
  expect(fs.readdirSync(dir).sort()).toEqual(['jwt', 'other'])
})

test('first starts that race agree on one secret', async () => {
  using home = temporaryDirectory()
  const script = `
    import { loadOrCreateSecret } from '#lib/secret-file.ts'
    console.log(loadOrCreateSecret(process.argv[1], 'jwt'))
  `
  const secrets = await Promise.all(
    Array.from({ length: 6 }, () =>
      new Response(Bun.spawn([process.execPath, '-e', script, home.path]).stdout).text(),
    ),
  )
  expect(secrets[0]!.trim().length).toBeGreaterThan(32)
  expect(new Set(secrets).size).toBe(1)
})

test('a damaged secret is refused and kept', () => {
  using home = temporaryDirectory()
  const path = join(home.path, 'jwt')
  fs.writeFileSync(path, 'short')
  expect(() => loadOrCreateSecret(home.path, 'jwt')).toThrow('holds no secret')
  expect(fs.readFileSync(path, 'utf8')).toBe('short')
})
