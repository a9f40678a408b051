// Backups and restores by the command line, beside a server that runs: what is copied, what is
// refused, and what clients of the restored server are told.

import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { sha256Hex } from '#lib/crypto.ts'
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
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  const given = { email: 'admin@example.com', password: 'tall green lamp' }
  const token: string = (await send('POST', '/users/login', given)).body.access_token
  return { token, send: (method, path, body) => send(method, path, body, token) }
}

const newKey = async (admin: Signed, name: string): Promise<{ id: string; key: string }> =>
  (await admin.send('POST', '/api-keys', { name, scopes: ['orders:read'] })).body

async function use({ url }: Server, token: string): Promise<Answered> {
  const response = await fetch(`${url}/orders`, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, body: await response.json() }
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

  test('a restore ends sessions, and keys of which the replaced database differs wait for an admin', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    const { directory } = server
    const at = ['--data-dir', directory]
    const admin = await signIn(server)
    const [kept, leaked, renamed] = [
      await newKey(admin, 'kept'),
      await newKey(admin, 'leaked'),
      await newKey(admin, 'renamed'),
    ]
    expect(
      (await orderd.run(['users', 'create', 'ed@example.com', '--role', 'editor', ...at])).code,
    ).toBe(0)
    const backup = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)

    expect((await admin.send('DELETE', `/api-keys/${leaked.id}`)).status).toBe(204)
    expect((await admin.send('PATCH', `/api-keys/${renamed.id}`, { name: 'ERP' })).status).toBe(200)
    const late = await newKey(admin, 'late')
    expect((await orderd.run(['users', 'set-role', 'ed@example.com', 'user', ...at])).code).toBe(0)
    expect((await orderd.run(['users', 'reset-password', 'ed@example.com', ...at])).code).toBe(0)
    expect(
      (await orderd.run(['users', 'create', 'new@example.com', '--role', 'editor', ...at])).code,
    ).toBe(0)
    // The newest changes are in the log beside the file alone.
    await server.end('SIGKILL')

    const restored = await orderd.run(['restore', backup.name, '--json', ...at])
    const inactive = [
      { id: leaked.id, name: 'leaked', reason: 'revoked' },
      { id: renamed.id, name: 'renamed', reason: 'changed' },
    ]
    expect(JSON.parse(restored.stdout).access).toEqual({
      compared: true,
      keys_inactive: inactive,
      keys_gone: [{ id: late.id, name: 'late' }],
      accounts_changed: [
        { id: expect.any(Number), email: 'ed@example.com', changed: ['role', 'password'] },
      ],
      accounts_gone: [{ id: expect.any(Number), email: 'new@example.com', role: 'editor' }],
    })
    // A second restore is no confirmation.
    const again = JSON.parse((await orderd.run(['restore', backup.name, '--json', ...at])).stdout)
    expect(again.access).toEqual({
      compared: true,
      keys_inactive: inactive,
      keys_gone: [],
      accounts_changed: [],
      accounts_gone: [],
    })

    const next = await orderd.serve([], { directory, env: ADMIN })
    expect((await use(next, admin.token)).status).toBe(401)
    expect((await use(next, kept.key)).status).toBe(200)
    for (const { key } of [leaked, renamed]) {
      expect(await use(next, key)).toMatchObject({
        status: 401,
        body: { code: 'invalid_token', detail: expect.stringContaining('restored from a backup') },
      })
    }
    const owner = await signIn(next)
    expect((await owner.send('POST', `/api-keys/${renamed.id}/confirm`, {})).body).toMatchObject({
      name: 'renamed',
      inactive_at: null,
      inactive_reason: null,
    })
    expect((await use(next, renamed.key)).status).toBe(200)
    expect((await use(next, leaked.key)).status).toBe(401)
  })

  test('every key waits for an admin where the database before is damaged or gone', async () => {
    const server = await orderd.serve([], { env: ADMIN })
    const { directory } = server
    const at = ['--data-dir', directory]
    const admin = await signIn(server)
    const [kept, revoked] = [await newKey(admin, 'kept'), await newKey(admin, 'revoked')]
    expect((await admin.send('DELETE', `/api-keys/${revoked.id}`)).status).toBe(204)
    const backup = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)
    const late = await newKey(admin, 'late')
    const newer = JSON.parse((await orderd.run(['backup', 'create', '--json', ...at])).stdout)
    expect((await server.end()).code).toBe(0)

    const database = join(directory, 'orderd.db')
    writeFileSync(database, 'spoilt')
    const blind = await orderd.run(['restore', backup.name, ...at])
    expect([blind.code, blind.stdout]).toEqual([
      0,
      expect.stringContaining('every API key is inactive until confirmed'),
    ])
    expect(blind.stdout).toContain(`API key kept (${kept.id}): inactive\n`)
    const read = new Database(database, { readonly: true })
    expect(read.query('SELECT name, inactive_reason FROM api_keys ORDER BY id').all()).toEqual([
      { name: 'kept', inactive_reason: 'unknown' },
      { name: 'revoked', inactive_reason: null },
    ])
    read.close()
    // A newer backup has a key of which the database before says nothing.
    const newest = await orderd.run(['restore', newer.name, ...at])
    for (const { name, id } of [
      { name: 'kept', ...kept },
      { name: 'late', ...late },
    ]) {
      const found = `API key ${name} (${id}): inactive, perhaps revoked since the backup\n`
      expect(newest.stdout).toContain(found)
    }
    const onward = await orderd.run(['restore', newer.name, '--json', ...at])
    expect(JSON.parse(onward.stdout).access).toMatchObject({
      compared: true,
      keys_inactive: [
        { id: kept.id, name: 'kept', reason: 'unknown' },
        { id: late.id, name: 'late', reason: 'unknown' },
      ],
    })
    rmSync(database)
    const gone = JSON.parse((await orderd.run(['restore', newer.name, '--json', ...at])).stdout)
    expect(gone.access).toMatchObject({ compared: false, keys_gone: [], accounts_gone: [] })
    expect(gone.access.keys_inactive).toHaveLength(2)

    const next = await orderd.serve([], { directory, env: ADMIN })
    expect((await use(next, kept.key)).status).toBe(401)
    expect((await use(next, late.key)).status).toBe(401)
  })

  test('a backup of an older schema gets the schema that has inactive keys', async () => {
    const directory = orderd.freshDirectory()
    mkdirSync(directory, { recursive: true })
    const older = join(directory, 'older.db')
    const db = await openDatabase({ location: older, durability: 'normal' })
    await migrate(
      db,
      MIGRATIONS.filter(({ version }) => version < 27),
    )
    await ensureEpoch(db)
    await db.write((tx) =>
      tx.run(
        `INSERT INTO api_keys (id, name, hash, hint, scopes, created_by, created_at)
         VALUES ('key_00000000000000000000000001', 'old', $1, 'hint', '["orders:read"]', '{"type":"operator"}', 1)`,
        [sha256Hex('odk_old')],
      ),
    )
    await db.close()
    const restored = await orderd.run(['restore', older, '--json', '--data-dir', directory])
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    expect(JSON.parse(restored.stdout).access.keys_inactive).toEqual([
      { id: 'key_00000000000000000000000001', name: 'old', reason: 'unknown' },
    ])
    const server = await orderd.serve([], { directory, env: ADMIN })
    expect((await use(server, 'odk_old')).status).toBe(401)
    const admin = await signIn(server)
    const path = '/api-keys/key_00000000000000000000000001/confirm'
    expect((await admin.send('POST', path, {})).status).toBe(200)
    expect((await use(server, 'odk_old')).status).toBe(200)
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
