// `serve --demo` and `bun start`: where the demo lives, what it never goes beside, and that a clean clone
// has its dashboard.

import { expect, test } from 'bun:test'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { postgresServer, whyNoPostgres } from '../helpers/postgres-server.ts'
import { eachOrderd, type Server } from '../helpers/process.ts'

const ROOT = join(import.meta.dir, '../..')
const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }
const ORDER = { email: 'a@example.com', lines: [{ title: 'Repair', unit_price: 100, quantity: 1 }] }

async function post({ url }: Pick<Server, 'url'>, path: string, body: object): Promise<void> {
  const json = { 'content-type': 'application/json' }
  const login = await fetch(`${url}/users/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: 'admin@example.com', password: 'tall green lamp' }),
  })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const made = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  expect(made.status).toBe(201)
}

const REFUSED = { code: 78, stderr: expect.stringContaining('say another --data-dir') }

eachOrderd((orderd) => {
  const own: [what: string, path: string, body: object][] = [
    ['orders', '/orders', ORDER],
    ['products', '/products', { sku: 'MINE', title: 'Mine', price: 100 }],
  ]
  for (const [what, path, body] of own) {
    test(`the demo refuses a shop with ${what} of its own, which stays as it was`, async () => {
      const server = await orderd.serve([], { env: ADMIN })
      await post(server, path, body)
      await server.end()
      const at = ['--data-dir', server.directory]
      expect(await orderd.run(['serve', '--demo', '--port', '0', ...at])).toMatchObject(REFUSED)
      const again = await orderd.serve([], { directory: server.directory, env: ADMIN })
      const users = await orderd.run(['users', 'list', ...at])
      expect(users.stdout).toContain('admin@example.com')
      expect((await again.end()).code).toBe(0)
    })
  }

  test('its own shop it comes back to, with the orders that were placed in it by hand', async () => {
    const demo = await orderd.serve(['--demo'], { env: ADMIN })
    const { directory } = demo
    await post(demo, '/orders', ORDER)
    await demo.end()
    const back = await orderd.serve(['--demo'], { directory, env: ADMIN })
    await back.end()
    // Looked at without the demo, and nothing done.
    await (await orderd.serve([], { directory, env: ADMIN })).end()
    await (await orderd.serve(['--demo'], { directory, env: ADMIN })).end()

    const taken = await orderd.serve([], { directory, env: ADMIN })
    await post(taken, '/orders', ORDER)
    await taken.end()
    const refused = await orderd.run(['serve', '--demo', '--port', '0', '--data-dir', directory])
    expect(refused).toMatchObject(REFUSED)
  })

  const AT = '2022-03-01T10:00:00.000Z'
  for (const [how, isServed] of [
    ['a server without the demo', true],
    ['a command', false],
  ] as const) {
    test(`orders of years ago that ${how} imported are not the demo's`, async () => {
      const demo = await orderd.serve(['--demo'], { env: ADMIN })
      const { directory } = demo
      const at = ['--data-dir', directory]
      await post(demo, '/orders', ORDER)
      await demo.end()
      const { stdout } = await orderd.run(['export', 'orders', '-', '--format', 'ndjson', ...at])
      const orders = stdout.trim().split('\n')
      const order = orders.map((line) => JSON.parse(line)).find(({ tags }) => tags.length === 0)
      const old = { ...order, id: undefined, created_at: AT, placed_at: AT, expires_at: null }
      const file = join(directory, 'old.ndjson')
      await Bun.write(file, JSON.stringify({ ...old, external_id: 'A1', external_source: 'x' }))
      const server = isServed ? await orderd.serve([], { directory, env: ADMIN }) : null
      const sent = await orderd.run(['import', 'orders', file, ...at])
      expect(sent.stdout).toContain('orders    1 in')
      await server?.end()
      const refused = await orderd.run(['serve', '--demo', '--port', '0', ...at])
      expect(refused).toMatchObject(REFUSED)
    })
  }

  const onPostgres = whyNoPostgres() === null || process.env.CI === 'true' ? test : test.skip
  onPostgres('on PostgreSQL too', async () => {
    const server = await postgresServer()
    const name = `demo_${process.pid}_${Date.now()}`
    const sql = new SQL({ url: server.url('postgres'), max: 1 })
    await sql.unsafe(`CREATE DATABASE ${name}`)
    await sql.close()
    const at = ['--db', server.url(name)]
    await (await orderd.serve(['--demo', ...at])).end()
    await (await orderd.serve(['--demo', ...at])).end()
    const taken = await orderd.serve(at, { env: ADMIN })
    await post(taken, '/orders', ORDER)
    await taken.end()
    const directory = ['--data-dir', orderd.freshDirectory()]
    const refused = await orderd.run(['serve', '--demo', '--port', '0', ...at, ...directory])
    expect(refused).toMatchObject(REFUSED)
  })
})

/** What git has, and the packages: no dist. */
function cleanClone(): string {
  const path = mkdtempSync(join(tmpdir(), 'orderd-clone-'))
  for (const name of ['src', 'scripts', 'package.json', 'bun.lock', 'bunfig.toml', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(path, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'))
  return path
}

test('bun start on a clean clone serves the dashboard as its source is, in ./orderd-demo', async () => {
  const clone = cleanClone()
  const { PATH = '', HOME = '/' } = process.env
  const start = async (): Promise<{ url: string; end: () => Promise<number> }> => {
    const child = Bun.spawn(['bun', 'start', '--port', '0'], {
      cwd: clone,
      env: { PATH, HOME },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    })
    let said = ''
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += chunk
      const [, url] = /serves (\S+)\n[\s\S]*\n\n$/.exec(said) ?? []
      if (url === undefined) continue
      return {
        url,
        end() {
          child.kill('SIGTERM')
          return child.exited
        },
      }
    }
    throw new Error(`it does not start: ${said}`)
  }
  const pageOf = async (url: string): Promise<string> => {
    const response = await fetch(`${url}/dashboard`)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    const page = await response.text()
    for (const [, path] of page.matchAll(/["'](\/dashboard\/[^"']+\.(?:js|css))["']/g)) {
      expect((await fetch(`${url}${path}`)).status).toBe(200)
    }
    return page
  }
  try {
    const first = await start()
    await pageOf(first.url)
    expect(existsSync(join(clone, 'orderd-demo/orderd.db'))).toBe(true)
    expect(existsSync(join(clone, 'orderd-data'))).toBe(false)
    expect(await first.end()).toBe(0)

    // Its source is newer than what was built.
    const source = await Bun.file(join(clone, 'src/dashboard/index.html')).text()
    await Bun.write(
      join(clone, 'src/dashboard/index.html'),
      source.replace('<title>', '<title>New '),
    )
    const second = await start()
    expect(await pageOf(second.url)).toContain('<title>New ')
    expect(await second.end()).toBe(0)
  } finally {
    rmSync(clone, { recursive: true })
  }
}, 120_000)
