// The search for canaries in the logs of a test run: it finds what is planted, and says no more of it.

import { expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { trackingToken } from '#lib/tracking-token.ts'
import { newSecret } from '#lib/webhook-signature.ts'
import { KEY_PREFIX } from '#modules/api-keys/commands.ts'
import { PASSWORD, SECRET } from '../helpers/app.ts'

const SCRIPT = join(import.meta.dir, '../../scripts/canaries.ts')

async function search(...lines: string[]) {
  const directory = `/tmp/orderd-logs-${crypto.randomUUID()}`
  await Bun.write(join(directory, '1.log'), lines.map((line) => `${line}\n`).join(''))
  const run = Bun.spawnSync([process.execPath, SCRIPT, directory])
  rmSync(directory, { recursive: true, force: true })
  return { exitCode: run.exitCode, said: run.stdout.toString() }
}

/** As lib/crypto.ts makes them, the same at each run. */
const OPAQUE = `aB3${'x_-9'.repeat(10)}`

const lineWith = (value: string) =>
  JSON.stringify({ level: 'info', path: '/orders', msg: 'request', value })

test.each([
  ['a password of the tests', PASSWORD],
  ['the signing secret of the tests', SECRET],
  ['an access token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.${'x'.repeat(43)}`],
  ['a header of credentials', `Bearer ${'x'.repeat(43)}`],
  ['an opaque token', OPAQUE],
  ['an opaque token', trackingToken('ord_0123456789abcdefghjkmnpqrs')],
  ['an API key', `${KEY_PREFIX}${'x'.repeat(43)}`],
  ['the secret of a webhook', newSecret()],
  ['a hash of a password', '$argon2id$v=19$m=19456'],
  ['the number of a card', '4242 4242 4242 4242'],
  ['an e-mail address', 'jane.doe+1@example.com'],
])('%s is found', async (name, planted) => {
  const { exitCode, said } = await search(lineWith('nothing'), lineWith(planted))
  expect([exitCode, said]).toEqual([
    1,
    `${name} in a line of the log: request\n2 lines of logs, 1 with what no log may hold\n`,
  ])
})

test('logs without any are good, no log at all is not', async () => {
  const time = '2026-11-30T10:00:00.000Z'
  const good = lineWith(`req_00000000000000000000000000 ord_0123456789abcdefghjkmnpqrs ${time}`)
  expect((await search(good)).exitCode).toBe(0)
  expect((await search()).exitCode).toBe(1)
})
