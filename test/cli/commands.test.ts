// The commands that print something or look after the data, in this process: what they say and with
// which exit code.

import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '#cli/main.ts'

const directories: string[] = []

afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
})

function freshDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'orderd-commands-'))
  directories.push(path)
  return path
}

async function run(argv: string[], env: Record<string, string> = {}, stdin = '') {
  let [stdout, stderr] = ['', '']
  const code = await main(argv, {
    env,
    out: (text) => {
      stdout += text
    },
    err: (text) => {
      stderr += text
    },
    isTerminal: false,
    readStdin: async () => stdin,
  })
  return { code, stdout, stderr }
}

test('version says version and commit', async () => {
  expect((await run(['--version'])).stdout).toMatch(/^orderd \d+\.\d+\.\d+ \(\w+\)\n$/)
  expect(JSON.parse((await run(['version', '--json'])).stdout)).toContainAllKeys([
    'version',
    'commit',
    'bun',
  ])
})

test('config shows every setting with its source, and no secret', async () => {
  const { stdout } = await run(['config', '--port', '3001', '--json'], {
    ORDERD_METRICS_TOKEN: 'open-sesame',
  })
  const settings: { variable: string; value: string; source: string }[] = JSON.parse(stdout)
  expect(settings).toContainEqual({ variable: 'ORDERD_PORT', value: '3001', source: 'flag' })
  expect(settings).toContainEqual({
    variable: 'ORDERD_METRICS_TOKEN',
    value: '********',
    source: 'environment',
  })
})

test('a mistake on the command line exits 2, wrong settings 78, no command shows the overview', async () => {
  expect((await run(['users', 'list', '--prot', '1'])).code).toBe(2)
  const wrong = await run(['config'], { ORDERD_PORT: 'x', ORDERD_HOLD_TTL: '15' })
  expect(wrong.code).toBe(78)
  expect(wrong.stderr).toContain('ORDERD_PORT')
  expect(wrong.stderr).toContain('ORDERD_HOLD_TTL')
  expect(await run([])).toMatchObject({ code: 2, stdout: expect.stringContaining('Usage: orderd') })
})

test('migrate --status tells what is pending, migrate does it, and again there is nothing to do', async () => {
  const on = ['--data-dir', freshDirectory(), '--json']
  const before = JSON.parse((await run(['migrate', '--status', ...on])).stdout)
  expect(before.applied).toEqual([])
  expect(before.pending.length).toBeGreaterThan(0)
  const done = JSON.parse((await run(['migrate', ...on])).stdout)
  expect(done.done).toEqual(before.pending)
  expect(JSON.parse((await run(['migrate', ...on])).stdout)).toMatchObject({
    done: [],
    pending: [],
  })
})

test('a newer schema is refused with 78 and nothing of it is touched', async () => {
  const directory = freshDirectory()
  const on = ['--data-dir', directory]
  await run(['migrate', ...on])
  const db = new Database(join(directory, 'orderd.db'))
  db.run("INSERT INTO migrations (version, name, applied_at) VALUES (9999, 'later', 0)")
  db.close()
  for (const command of [['migrate'], ['users', 'list'], ['serve', '--port', '0']]) {
    const { code, stderr } = await run([...command, ...on])
    expect({ command, code }).toEqual({ command, code: 78 })
    expect(stderr).toContain('newer')
  }
})

test('a password comes from standard input, is judged like any, and is not printed', async () => {
  const on = ['--data-dir', freshDirectory(), '--password-file', '-']
  const weak = await run(['users', 'create', 'jane@example.com', ...on], {}, 'password1\n')
  expect(weak.code).toBe(1)
  const made = await run(
    ['users', 'create', 'jane@example.com', '--role', 'editor', ...on],
    {},
    'tall green lamp\n',
  )
  expect(made).toEqual({
    code: 0,
    stdout: 'created editor jane@example.com, user 1\n',
    stderr: '',
  })
  expect((await run(['users', 'create', 'x@example.com', '--role', 'boss', ...on])).code).toBe(2)
})

test('epoch renew changes the epoch each time', async () => {
  const on = ['--data-dir', freshDirectory(), '--json']
  const first = JSON.parse((await run(['epoch', 'renew', ...on])).stdout)
  const second = JSON.parse((await run(['epoch', 'renew', ...on])).stdout)
  expect(second.epoch).not.toBe(first.epoch)
})

test('doctor finds a directory that others can read, and is content when they cannot', async () => {
  const directory = freshDirectory()
  const on = ['--data-dir', directory, '--port', '0', '--json']
  chmodSync(directory, 0o755)
  const open = await run(['doctor', ...on])
  expect(open.code).toBe(1)
  expect(open.stdout).toContain(`chmod 700 ${directory}`)
  chmodSync(directory, 0o700)
  expect((await run(['doctor', ...on])).code).toBe(0)
  await run(['migrate', ...on.slice(0, 2)])
  const { stdout } = await run(['doctor', ...on])
  expect(stdout).toContain('sqlite, whole')
})

test('openapi prints the document that the server answers', async () => {
  const { code, stdout } = await run(['openapi'])
  expect(code).toBe(0)
  const document = JSON.parse(stdout)
  expect(document.openapi).toStartWith('3.1')
  expect(Object.keys(document.paths)).toContain('/orders')
})

test('completion knows the commands of each shell it knows', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    expect((await run(['completion', shell])).stdout).toContain('set-role')
  }
  expect((await run(['completion', 'cmd'])).code).toBe(2)
})
