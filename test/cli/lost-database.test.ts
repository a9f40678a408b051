// A database file that is gone while a mark, secrets or backups tell of it is a loss, not a new shop;
// a first start that was cut off is no loss.

import { expect, test } from 'bun:test'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentOrderd, eachOrderd } from '../helpers/process.ts'

const FILES = ['orderd.db', 'orderd.db-wal', 'orderd.db-shm']
const MARK = ['orderd.head']
const POSTGRES = 'postgres://nobody@127.0.0.1:1/none'

/** Every command that opens the data, and none that looks at something else. */
const commandsOf = (directory: string): string[][] => {
  const export_ = join(directory, '../orders.ndjson')
  const import_ = join(directory, '../import.ndjson')
  writeFileSync(import_, '{}\n')
  return [
    ['serve', '--port', '0'],
    ['serve', '--demo', '--port', '0'],
    ['init'],
    ['users', 'list'],
    ['users', 'create', 'b@example.com'],
    ['users', 'set-role', 'a@example.com', 'user'],
    ['users', 'reset-password', 'a@example.com'],
    ['migrate'],
    ['migrate', '--status'],
    ['import', 'orders', import_],
    ['import', 'products', import_],
    ['import', 'customers', import_],
    ['export', 'orders', export_],
    ['backup', 'create'],
    ['move', '--to', POSTGRES],
    ['epoch', 'renew'],
    ['doctor', '--port', '0'],
  ]
}

eachOrderd((orderd) => {
  async function shop(): Promise<{ directory: string; at: string[]; backup: string }> {
    const directory = orderd.freshDirectory()
    const at = ['--data-dir', directory]
    expect((await orderd.run(['users', 'create', 'a@example.com', ...at])).code).toBe(0)
    const made = await orderd.run(['backup', 'create', '--json', ...at])
    return { directory, at, backup: JSON.parse(made.stdout).path }
  }
  const lose = (directory: string, names: readonly string[]): void => {
    for (const name of names) rmSync(join(directory, name), { recursive: true, force: true })
  }

  test('every command that opens the data says so, with the ways on, and makes nothing', async () => {
    const { directory, at, backup } = await shop()
    lose(directory, FILES)
    for (const command of commandsOf(directory)) {
      const { code, stdout, stderr } = await orderd.run([...command, ...at])
      expect({ command, code }).toEqual({ command, code: 65 })
      const said = stdout + stderr
      expect(said).toContain('is gone')
      expect(said).toContain(`orderd restore ${backup} --data-dir ${directory}`)
      expect(said).toContain(`orderd init --new-shop --data-dir ${directory}`)
      expect(existsSync(join(directory, 'orderd.db'))).toBe(false)
    }
    expect((await orderd.run(['restore', backup, ...at])).code).toBe(0)
    expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('a@example.com')
  }, 120_000)

  test('each trace alone is enough', async () => {
    const { directory, at } = await shop()
    lose(directory, FILES)
    cpSync(directory, `${directory}.all`, { recursive: true })
    for (const trace of [...MARK, 'secrets', 'backups']) {
      lose(directory, [...MARK, 'secrets', 'backups'])
      cpSync(join(`${directory}.all`, trace), join(directory, trace), { recursive: true })
      const { code, stderr } = await orderd.run(['users', 'list', ...at])
      expect([code, stderr]).toEqual([65, expect.stringContaining(trace)])
    }
    lose(directory, [...MARK, 'secrets', 'backups'])
    writeFileSync(join(directory, 'orderd.db-wal'), '')
    expect((await orderd.run(['users', 'list', ...at])).code).toBe(65)
  })

  test('init --new-shop makes an empty shop beside them, and never over one', async () => {
    const { directory, at, backup } = await shop()
    const over = await orderd.run(['init', '--new-shop', ...at])
    expect([over.code, over.stderr]).toEqual([78, expect.stringContaining('a shop already')])
    lose(directory, FILES)
    writeFileSync(join(directory, 'orderd.db-wal'), 'the log of the one before')

    const made = await orderd.run(['init', '--new-shop', ...at])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const users = await orderd.run(['users', 'list', ...at])
    expect(users).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(existsSync(backup)).toBe(true)
    expect(readdirSync(directory).filter((name) => name.endsWith('-wal'))).toEqual([
      expect.stringMatching(/^orderd\.db\.lost-\d+-wal$/),
    ])
    const server = await orderd.serve([], { directory })
    expect((await server.end()).code).toBe(0)
    expect((await orderd.run(['restore', backup, ...at])).code).toBe(0)
    expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('a@example.com')
  })

  test('a shop on PostgreSQL is none of it, and init has nothing to do there', async () => {
    const { directory, at } = await shop()
    lose(directory, FILES)
    const away = await orderd.run(['users', 'list', '--db', POSTGRES, ...at])
    expect([away.code, away.stderr]).toEqual([1, expect.not.stringContaining('is gone')])
    expect((await orderd.run(['init', '--db', POSTGRES, ...at])).code).toBe(2)
  })

  test('an empty directory, and what a first start leaves that is cut off, is a new shop', async () => {
    const files = ['orderd.lock', 'orderd.pid', 'orderd.sock', 'orderd.db.new', 'orderd.db.new-wal']
    for (let n = 0; n <= files.length; n++) {
      const directory = orderd.freshDirectory()
      for (const name of ['secrets', 'backups', 'backups/lost+found']) {
        mkdirSync(join(directory, name), { recursive: true, mode: 0o700 })
      }
      for (const name of files.slice(0, n)) writeFileSync(join(directory, name), '')
      const listed = await orderd.run(['users', 'list', '--data-dir', directory])
      expect(listed).toEqual({ code: 0, stdout: '', stderr: '' })
    }
    const at = ['--data-dir', orderd.freshDirectory()]
    expect((await orderd.run(['init', ...at])).code).toBe(0)
    expect((await orderd.run(['init', ...at])).code).toBe(78)
    expect((await orderd.run(['users', 'list', ...at])).code).toBe(0)
    expect((await orderd.run(['doctor', '--port', '0', ...at])).code).toBe(0)
  })
})

const orderd = currentOrderd()
const KILLS = 10

test('a first start that is killed at any moment does not lock its owner out', async () => {
  const directory = orderd.freshDirectory()
  const list = ['users', 'list', '--data-dir', directory]
  const began = performance.now()
  expect((await orderd.run(list)).code).toBe(0)
  const tookMs = performance.now() - began
  for (let n = 1; n <= KILLS; n++) {
    rmSync(directory, { recursive: true })
    mkdirSync(directory, { mode: 0o700 })
    const child = orderd.start(list)
    await Promise.race([child.exited, Bun.sleep((tookMs * n) / KILLS)])
    child.kill('SIGKILL')
    await child.exited
    const left = readdirSync(directory)
    expect({ left, ...(await orderd.run(list)) }).toEqual({ left, code: 0, stdout: '', stderr: '' })
  }
}, 180_000)
