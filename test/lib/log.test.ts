// What a log line holds and hides, and that a reader who stops or leaves cannot hurt the process.

import { expect, test } from 'bun:test'
import { createLog, type LogOptions } from '#lib/log.ts'

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const log = createLog({
    level: 'info',
    format: 'json',
    write: (line) => lines.push(line),
    ...options,
  })
  return { log, lines, only: () => JSON.parse(lines[0]!) }
}

test('a line is one JSON object with time, level, message and fields', () => {
  const { log, lines, only } = capture()
  log.warn('slow', { route: '/orders', ms: 12 })
  expect(lines).toHaveLength(1)
  expect(only()).toMatchObject({ level: 'warn', msg: 'slow', route: '/orders', ms: 12 })
  expect(Date.parse(only().time)).toBeNumber()
})

test('lines below the level are not written', () => {
  const { log, lines } = capture({ level: 'warn' })
  log.info('quiet')
  log.debug('quiet')
  expect(lines).toEqual([])
})

test('a child puts its fields on every line', () => {
  const { log, only } = capture()
  log.child({ request_id: 'req_1', token: 'canary' }).info('done')
  expect(only()).toMatchObject({ request_id: 'req_1', token: '[redacted]' })
})

test('passwords, tokens, secrets and bodies are redacted at any depth and in any spelling', () => {
  const { log, lines } = capture()
  log.info('sign-in', {
    password: 'canary',
    current_password: 'canary',
    refreshToken: 'canary',
    user: { password_hash: 'canary', keys: [{ api_key: 'canary' }] },
    headers: { authorization: 'canary', 'set-cookie': 'canary' },
    request: { body: { note: 'canary' } },
  })
  expect(lines[0]).not.toContain('canary')
})

test('an error keeps name, message, code, stack and cause, and loses the row of the database', () => {
  const { log, lines, only } = capture()
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'canary' })
  log.error('failed', { err: new TypeError('boom', { cause }) })
  expect(only().err).toMatchObject({ name: 'TypeError', message: 'boom', cause: { code: '23505' } })
  expect(only().err.stack).toContain('log.test.ts')
  expect(lines[0]).not.toContain('canary')
})

test('a cycle, a bigint and bytes do not break a line', () => {
  const { log, only } = capture()
  const loop: Record<string, unknown> = {}
  loop.self = loop
  log.info('odd', { loop, big: 2n ** 64n, bytes: new Uint8Array(9) })
  expect(only()).toMatchObject({ big: '18446744073709551616', bytes: '[9 bytes]' })
})

test.each(['json', 'pretty'] as const)(
  'a value cannot forge a second line or an escape (%s)',
  (format) => {
    const { log, lines } = capture({ format })
    log.info('name\n{"level":"error"}', { name: 'Mallory\n\u001b[31m\u2028' })
    expect(lines).toHaveLength(1)
    expect(lines[0]!.indexOf('\n')).toBe(lines[0]!.length - 1)
    expect(lines[0]).not.toContain('\u001b')
  },
)

test('pretty lines are for people: clock, level, message, fields, stack below', () => {
  const { log, lines } = capture({ format: 'pretty' })
  log.error('refused', { route: '/orders', err: new Error('boom') })
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} error refused route=\/orders\n {2}Error: boom\n/)
})

const FLOOD = `
  import { createLog, flushLog } from '#lib/log.ts'
  const log = createLog({ level: 'info', format: 'json' })
  for (let i = 0; i < 20_000; i++) log.info('x'.repeat(1000))
  await flushLog(100)
  console.error('alive')
  process.exit(7)
`

const flood = () => Bun.spawn([process.execPath, '-e', FLOOD], { stdout: 'pipe', stderr: 'pipe' })

test('a reader that never reads does not hold up the process', async () => {
  await using child = flood()
  expect(await new Response(child.stderr).text()).toBe('alive\n')
  expect(await child.exited).toBe(7)
})

test('a reader that leaves does not end the process', async () => {
  await using child = flood()
  await child.stdout.cancel()
  expect(await new Response(child.stderr).text()).toBe('alive\n')
  expect(await child.exited).toBe(7)
})
