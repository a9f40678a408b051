// The server as a process: what it prints, what it refuses, how it ends and how it comes back.

import { expect, test } from 'bun:test'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eachOrderd, type Server } from '../helpers/process.ts'

const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }

/** Nobody has it now; the next to ask may. */
function freePort(): number {
  const probe = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() })
  const { port } = probe
  void probe.stop(true)
  if (port === undefined) throw new Error('no free port')
  return port
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function tokenOf({ url }: Pick<Server, 'url'>): Promise<string> {
  const response = await fetch(`${url}/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password: 'tall green lamp' }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

async function send<T>(
  { url }: Server,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as T }
}

const CUSTOM_ORDER = {
  email: 'jane@example.com',
  lines: [{ title: 'Repair', unit_price: 2500, quantity: 1 }],
}

eachOrderd((orderd) => {
  test('a first start makes a private directory, prints a one-time link and ends well', async () => {
    const server = await orderd.serve()
    expect(server.banner).toContain(`${server.url}/docs`)
    expect(server.banner).toMatch(/\/dashboard\/setup#[\w-]{40,}/)
    expect(statSync(server.directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(server.directory, 'orderd.sock')).mode & 0o777).toBe(0o600)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const { code, stdout } = await server.end()
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('stopped')
    expect(existsSync(join(server.directory, 'orderd.sock'))).toBe(false)
  })

  test('with an admin in the environment there is no link, and the admin signs in', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    expect(server.banner).not.toContain('setup')
    expect(await tokenOf(server)).toBeString()
  })

  test('whoever finds it ready finds the admin there', async () => {
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const starting = orderd.serve(['--port', String(port)], { env: ADMIN })
    while (!(await isReady(url))) await Bun.sleep(1)
    expect(await tokenOf({ url })).toBeString()
    await starting
  })

  test('a second server on the directory says who has it and exits 75', async () => {
    const server = await orderd.serve()
    const second = await orderd.run(['serve', '--port', '0', '--data-dir', server.directory])
    expect(second.code).toBe(75)
    expect(second.stderr).toContain(server.directory)
    expect(second.stderr).toContain(String(server.pid))
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  test('a taken port is told and exits 1', async () => {
    const server = await orderd.serve()
    const { port } = new URL(server.url)
    const second = await orderd.run([
      'serve',
      '--port',
      port,
      '--data-dir',
      orderd.freshDirectory(),
    ])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(`port ${port}`)
  })

  test('every wrong setting is told at once, exits 78 and touches nothing', async () => {
    const directory = orderd.freshDirectory()
    const env = { ORDERD_PROT: '1', ORDERD_JWT_SECRET: 'short', ORDERD_DURABILITY: 'maybe' }
    const { code, stderr } = await orderd.run(['serve', '--data-dir', directory], { env })
    expect(code).toBe(78)
    for (const name of ['ORDERD_PROT', 'ORDERD_JWT_SECRET', 'ORDERD_DURABILITY']) {
      expect(stderr).toContain(name)
    }
    expect(existsSync(directory)).toBe(false)
  })

  test('what is no database of ours exits 65 and stays as it was', async () => {
    const directory = orderd.freshDirectory()
    mkdirSync(directory, { recursive: true })
    const file = join(directory, 'orderd.db')
    writeFileSync(file, 'these are not the rows you are looking for'.repeat(200))
    const before = readFileSync(file)
    const { code, stderr } = await orderd.run(['serve', '--port', '0', '--data-dir', directory])
    expect({ code, stderr }).toMatchObject({ code: 65 })
    expect(readFileSync(file)).toEqual(before)
  })

  test('an answered order is there after kill -9, and the directory is free again', async () => {
    const first = await orderd.serve([], { env: ADMIN })
    const placed = await send<{ id: string }>(
      first,
      await tokenOf(first),
      'POST',
      '/orders',
      CUSTOM_ORDER,
    )
    expect(placed.status).toBe(201)
    expect((await first.end('SIGKILL')).code).not.toBe(0)
    const again = await orderd.serve([], { directory: first.directory, env: ADMIN })
    const path = `/orders/${placed.body.id}`
    expect(await send(again, await tokenOf(again), 'GET', path)).toEqual({
      status: 200,
      body: placed.body,
    })
  })

  test('a database file that was put back gets a new epoch, one that was not keeps it', async () => {
    const first = await orderd.serve([], { env: ADMIN })
    await first.end()
    const file = join(first.directory, 'orderd.db')
    cpSync(file, `${file}.old`)

    const second = await orderd.serve([], { directory: first.directory, env: ADMIN })
    const token = await tokenOf(second)
    await send(second, token, 'POST', '/orders', CUSTOM_ORDER)
    const head = await send<{ epoch: string }>(second, token, 'GET', '/events?after=now')
    await second.end()

    const third = await orderd.serve([], { directory: first.directory, env: ADMIN })
    const kept = await send<{ epoch: string }>(
      third,
      await tokenOf(third),
      'GET',
      '/events?after=now',
    )
    expect(kept.body.epoch).toBe(head.body.epoch)
    await third.end()

    cpSync(`${file}.old`, file)
    const fourth = await orderd.serve([], { directory: first.directory, env: ADMIN })
    const renewed = await send<{ epoch: string }>(
      fourth,
      await tokenOf(fourth),
      'GET',
      '/events?after=now',
    )
    expect(renewed.body.epoch).not.toBe(head.body.epoch)
  })

  test('health tells a server that is ready from none', async () => {
    const server = await orderd.serve()
    const { port } = new URL(server.url)
    expect((await orderd.run(['health', '--port', port])).code).toBe(0)
    await server.end()
    expect((await orderd.run(['health', '--port', port])).code).toBe(1)
  })

  test('the figures have a port of their own, on this machine and under its name', async () => {
    const port = String(freePort())
    const env = { ...ADMIN, ORDERD_METRICS_PORT: port }
    const server = await orderd.serve([], { env })
    const answered = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect(answered.status).toBe(200)
    expect(await answered.text()).toContain('orderd_log_head')
    expect((await fetch(`http://127.0.0.1:${port}/orders`)).status).toBe(404)
    const headers = { host: 'shop.example' }
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).status).toBe(403)
    expect((await fetch(`${server.url}/metrics`)).status).toBe(403)
    const taken = ['serve', '--port', '0', '--data-dir', orderd.freshDirectory()]
    const second = await orderd.run(taken, { env })
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining(`port ${port}`)])
    expect((await server.end()).code).toBe(0)
  })

  test('--demo fills the shop, hands out a key that works, and orders come by themselves', async () => {
    const server = await orderd.serve(['--demo'])
    const key = /odk_[\w-]+/.exec(server.banner)?.[0] ?? ''
    const products = await send<{ items: unknown[] }>(server, key, 'GET', '/products?limit=200')
    expect(products.body.items.length).toBeGreaterThan(10)
    const events = await send<{ items: { type: string }[] }>(
      server,
      key,
      'GET',
      '/events?topic=orders&wait=20',
    )
    expect(events.body.items[0]?.type).toBe('order.placed')
    expect((await server.end()).code).toBe(0)
  })

  test('accounts are made and changed while the server runs, and offline', async () => {
    const server = await orderd.serve()
    const on = ['--data-dir', server.directory]
    const made = await orderd.run([
      'users',
      'create',
      'admin@example.com',
      '--admin',
      '--json',
      ...on,
    ])
    expect(made.code).toBe(0)
    const { password, ...account } = JSON.parse(made.stdout)
    expect(account).toMatchObject({ id: 1, role: 'admin', is_admin: true })
    const login = await fetch(`${server.url}/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@example.com', password }),
    })
    expect(login.status).toBe(200)

    const twice = await orderd.run(['users', 'create', 'admin@example.com', ...on])
    expect(twice).toMatchObject({ code: 1, stderr: 'orderd: Email already registered\n' })
    expect((await orderd.run(['users', 'set-role', 'admin@example.com', 'user', ...on])).code).toBe(
      1,
    )
    await server.end()

    const listed = await orderd.run(['users', 'list', '--json', ...on])
    expect(JSON.parse(listed.stdout)).toMatchObject({ email: 'admin@example.com', role: 'admin' })
    const reset = await orderd.run(['users', 'reset-password', 'nobody@example.com', ...on])
    expect(reset).toMatchObject({
      code: 1,
      stderr: 'orderd: there is no account nobody@example.com\n',
    })
  })
})
