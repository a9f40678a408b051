// Backups and restores by the command line, beside a server that runs: what is copied, what is
// refused, and what clients of the restored server are told.

import { expect, test } from 'bun:test'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eachOrderd, type Server } from '../helpers/process.ts'

const ADMIN = { ORDERD_ADMIN_EMAIL: 'admin@example.com', ORDERD_ADMIN_PASSWORD: 'tall green lamp' }

interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  body: any
}

interface Signed {
  token: string
  send(method: string, path: string, body?: unknown): Promise<Answered>
}

async function signIn({ url }: Server): Promise<Signed> {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Answered> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  const given = { email: 'admin@example.com', password: 'tall green lamp' }
  const token: string = (await send('POST', '/users/login', given)).body.access_token
  return { token, send: (method, path, body) => send(method, path, body, token) }
}

const ORDER = {
  email: 'jane@example.com',
  lines: [{ title: 'Repair', unit_price: 2500, quantity: 1 }],
}

/** What a socket is told that goes on after a cursor. */
function resume({ url }: Server, token: string, after: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, 'orderd.v1')
    socket.onopen = () => {
      socket.send(JSON.stringify({ op: 'auth', id: 1, token }))
      socket.send(JSON.stringify({ op: 'sub', id: 2, sub: 's', topic: 'orders', after }))
    }
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data))
      const isVerdict = frame.sub === 's' || frame.subs?.includes('s')
      if (!isVerdict || frame.op === 'ok') return
      socket.close()
      resolve(frame)
    }
    socket.onerror = () => reject(new Error('the socket broke'))
  })
}

eachOrderd((orderd) => {
  test('a restored server has the orders of the backup, and voids every cursor (T6)', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    const { directory } = server
    const at = ['--data-dir', directory]
    const before = await signIn(server)
    const kept = await before.send('POST', '/orders', ORDER)
    const made = await orderd.run(['backup', 'create', '--json', ...at])
    expect([made.code, made.stderr]).toEqual([0, ''])
    const backup = JSON.parse(made.stdout)
    expect(backup.rows).toMatchObject({ orders: 1, users: 1 })

    const lost = await before.send('POST', '/orders', ORDER)
    const { body: log } = await before.send('GET', '/events?after=now')
    expect((await resume(server, before.token, log.head)).op).toBe('live')
    const early = await orderd.run(['restore', backup.path, ...at])
    expect([early.code, early.stderr]).toEqual([75, expect.stringContaining(String(server.pid))])

    expect((await server.end()).code).toBe(0)
    const restored = await orderd.run(['restore', backup.name, '--json', ...at])
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    const { replaced } = JSON.parse(restored.stdout)
    expect(readdirSync(directory).map((name) => join(directory, name))).toContain(replaced)

    const again = await orderd.serve([], { directory, env: ADMIN })
    const after = await signIn(again)
    expect((await after.send('GET', `/orders/${kept.body.id}`)).status).toBe(200)
    expect((await after.send('GET', `/orders/${lost.body.id}`)).status).toBe(404)
    const gone = await after.send('GET', `/events?after=${log.head}`)
    expect([gone.status, gone.body.code]).toEqual([410, 'epoch_changed'])
    expect((await resume(again, after.token, log.head)).code).toBe('epoch_changed')
  })

  test('a restore ends sessions, keeps revoked keys out and lists what changed since', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    const { directory } = server
    const at = ['--data-dir', directory]
    const admin = await signIn(server)
    const key = async (name: string) =>
      (await admin.send('POST', '/api-keys', { name, scopes: ['orders:read'] })).body
    const [kept, leaked] = [await key('kept'), await key('leaked')]
    expect(
      (await orderd.run(['users', 'create', 'ed@example.com', '--role', 'editor', ...at])).code,
    ).toBe(0)
    const backup = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)

    const revoked = await fetch(`${server.url}/api-keys/${leaked.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${admin.token}` },
    })
    expect(revoked.status).toBe(204)
    const late = await key('late')
    expect((await orderd.run(['users', 'set-role', 'ed@example.com', 'user', ...at])).code).toBe(0)
    expect((await orderd.run(['users', 'reset-password', 'ed@example.com', ...at])).code).toBe(0)
    expect((await server.end()).code).toBe(0)

    const restored = await orderd.run(['restore', backup.name, '--json', ...at])
    expect(JSON.parse(restored.stdout).access).toEqual({
      keys_revoked: [{ id: leaked.id, name: 'leaked' }],
      keys_gone: [{ id: late.id, name: 'late' }],
      accounts_changed: [
        { id: expect.any(Number), email: 'ed@example.com', changed: ['role', 'password'] },
      ],
    })
    const again = await orderd.serve([], { directory, env: ADMIN })
    const statusOf = async (token: string): Promise<number> =>
      (await fetch(`${again.url}/orders`, { headers: { authorization: `Bearer ${token}` } })).status
    expect(await statusOf(admin.token)).toBe(401)
    expect(await statusOf(leaked.key)).toBe(401)
    expect(await statusOf(kept.key)).toBe(200)
    expect((await again.end()).code).toBe(0)

    writeFileSync(join(directory, 'orderd.db'), 'spoilt')
    const blind = await orderd.run(['restore', backup.name, ...at])
    expect([blind.code, blind.stdout]).toEqual([0, expect.stringContaining('look through them')])
  })

  test('backups are listed and verified, and a damaged one is refused with 65', async () => {
    const directory = orderd.freshDirectory()
    const at = ['--data-dir', directory]
    expect((await orderd.run(['backup', 'create', ...at])).code).toBe(1)
    expect((await orderd.run(['users', 'create', 'a@example.com', ...at])).code).toBe(0)
    expect((await orderd.run(['backup', 'create', ...at])).code).toBe(0)
    const listed = await orderd.run(['backup', 'list', '--json', ...at])
    const { path, kind } = JSON.parse(listed.stdout)
    expect(kind).toBe('manual')
    const verified = await orderd.run(['backup', 'verify', ...at])
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('1 users')])

    writeFileSync(path, 'spoilt')
    expect((await orderd.run(['backup', 'verify', ...at])).code).toBe(65)
    const refused = await orderd.run(['restore', path, ...at])
    expect([refused.code, refused.stderr]).toEqual([65, expect.stringContaining(path)])
    expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('a@example.com')
  })

  test('a damaged database is told with the command that restores the newest backup', async () => {
    const directory = orderd.freshDirectory()
    const at = ['--data-dir', directory]
    await orderd.run(['users', 'create', 'a@example.com', ...at])
    const { path } = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)
    writeFileSync(join(directory, 'orderd.db'), 'spoilt')
    const refused = await orderd.run(['serve', '--port', '0', ...at])
    expect(refused.code).toBe(65)
    expect(refused.stderr).toContain(`orderd restore ${path} --data-dir ${directory}`)
    expect((await orderd.run(['restore', path, ...at])).code).toBe(0)
    expect((await orderd.run(['users', 'list', ...at])).stdout).toContain('a@example.com')
  })

  test('with PostgreSQL its own tool is named, and the exit code is 2', async () => {
    const refused = await orderd.run([
      'backup',
      'create',
      '--db',
      'postgres://nobody@127.0.0.1/none',
    ])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('pg_dump')])
  })
})
