// orderd move as a person runs it: a shop on SQLite goes on, on PostgreSQL, where it was.

import { expect, test } from 'bun:test'
import { emptyDatabase, whyNoPostgres } from '../helpers/postgres-server.ts'
import { eachOrderd, type Server } from '../helpers/process.ts'

const reason = whyNoPostgres()
const onPostgres = reason === null || process.env.CI === 'true' ? test : test.skip

eachOrderd((orderd) => {
  onPostgres('numbers, cursors, keys and searches go on where they were', async () => {
    const before = await orderd.serve(['--demo'])
    const key = /odk_[\w-]+/.exec(before.banner)?.[0] ?? ''
    // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
    const ask = async ({ url }: Server, path: string, init: RequestInit = {}): Promise<any> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const response = await fetch(`${url}${path}`, {
        ...init,
        headers: { ...headers, ...init.headers },
      })
      return response.json()
    }
    const place = (server: Server, once: string) =>
      ask(server, '/orders', {
        method: 'POST',
        headers: { 'idempotency-key': once },
        body: JSON.stringify({
          email: 'ada@example.com',
          lines: [{ title: 'Moving box', unit_price: 100, quantity: 1 }],
        }),
      })
    const placed = await place(before, 'before-the-move')
    await before.end('SIGTERM')
    const on = ['--data-dir', before.directory]
    // The demo goes on by itself: a server without it is where both sides are compared.
    const still = await orderd.serve([], { directory: before.directory })
    const was = {
      orders: await ask(still, '/orders?limit=200'),
      found: await ask(still, '/orders?q=moving'),
      stock: await ask(still, '/stock?limit=200'),
      feed: await ask(still, '/events?topic=orders&before=now&limit=200'),
    }
    await still.end('SIGTERM')

    const url = await emptyDatabase()
    const moved = await orderd.run(['move', '--to', url, '--json', ...on])
    expect(moved).toMatchObject({ code: 0, stderr: '' })
    const { moved: tables } = JSON.parse(moved.stdout)
    expect(tables.find((one: { table: string }) => one.table === 'orders').rows).toBe(
      was.orders.items.length,
    )

    const after = await orderd.serve(['--db', url], { directory: before.directory })
    expect(await ask(after, '/orders?limit=200')).toEqual(was.orders)
    expect(await ask(after, '/orders?q=moving')).toEqual(was.found)
    expect(await ask(after, '/stock?limit=200')).toEqual(was.stock)
    expect(await ask(after, '/events?topic=orders&before=now&limit=200')).toEqual(was.feed)
    const newest = was.feed.items.at(0)?.cursor
    expect(await place(after, 'before-the-move')).toEqual(placed)
    const next = await place(after, 'after-the-move')
    expect(next.number).toBe(String(Number(placed.number) + 1))
    const since = await ask(after, `/events?topic=orders&after=${newest}&wait=10`)
    expect(since.items.map((event: { order: { id: string } }) => event.order?.id)).toContain(
      next.id,
    )
    expect((await ask(after, '/orders?q=moving')).items).toHaveLength(2)
    await after.end('SIGTERM')

    const forgotten = await orderd.run(['users', 'list', ...on])
    expect(forgotten.code).toBe(78)
    expect(forgotten.stderr).toContain('was moved to PostgreSQL: say --db')
  })

  onPostgres('a target that is in use is refused, and everything stays as it was', async () => {
    const url = await emptyDatabase()
    const directory = orderd.freshDirectory()
    const create = ['users', 'create', 'ada@example.com', '--data-dir', directory]
    await orderd.run([...create, '--db', url])
    await orderd.run(create)
    const refused = await orderd.run(['move', '--to', url, '--data-dir', directory])
    expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('in use already')])
    const users = await orderd.run(['users', 'list', '--data-dir', directory])
    expect(users).toMatchObject({ code: 0, stdout: expect.stringContaining('ada@example.com') })
  })

  test('without a target, or with one that is no PostgreSQL, it says what it needs', async () => {
    for (const to of [[], ['--to', '/tmp/other.db']]) {
      const { code, stderr } = await orderd.run(['move', ...to])
      expect([code, stderr]).toEqual([2, expect.stringContaining('--to postgres://')])
    }
  })
})
