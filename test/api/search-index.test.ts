// The index of words is fed from the log: after any command it has the words that the orders have, whatever node
// reads the log, and where it was built again or cut off meanwhile.

import { expect, test } from 'bun:test'
import type { Db } from '#db/port.ts'
import { WORD_RULES } from '#lib/tokenize.ts'
import { refreshWords } from '#modules/operator/words.ts'
import { indexBatch, purgeWords, rebuildIndex, replaceWords } from '#modules/orders/public.ts'
import { searchOrders } from '#modules/orders/store/search.ts'
import { purgeStep } from '#modules/orders/store/search-index.ts'
import { createAdmin, createEditor, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'

interface World extends TestApp {
  as: { as: string }
}

async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const { token } = await createEditor(app)
  return { ...app, as: { as: token } }
}

const must = async (
  { api, as }: World,
  method: 'post' | 'patch',
  path: string,
  body: object = {},
) => {
  const answer = await api[method](path, body, as)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}

const place = (world: World, title: string, given: object = {}) =>
  must(world, 'post', '/orders', {
    email: 'x@shop.example',
    lines: [{ title, unit_price: 100, quantity: 2 }],
    ...given,
  })

async function found({ api, as }: World, query: string): Promise<string[]> {
  const answer = await api.get(`/orders?${query}`, as)
  expect([query, answer.status]).toEqual([query, 200])
  return answer.body.items.map(({ id }: { id: string }) => id)
}

const WORDS = {
  sqlite: `SELECT doc || ' ' || term AS entry FROM temp.words ORDER BY 1`,
  postgres: `SELECT n || ' ' || word AS entry
    FROM order_search, unnest(tsvector_to_array(words)) AS word
    ORDER BY 1`,
}

/** Each word of the index with the order that has it. */
const wordsIn = (db: Db): Promise<string[]> =>
  db.write(async (tx) => {
    if (engineOf(db) === 'sqlite') {
      await tx.script('DROP TABLE IF EXISTS temp.words')
      await tx.script(
        `CREATE VIRTUAL TABLE temp.words USING fts5vocab ('main', 'order_search', 'instance')`,
      )
    }
    const entries = await tx.all<{ entry: string }>(WORDS[engineOf(db)])
    return entries.map(({ entry }) => entry)
  })

/** The parts of the index on SQLite that have the word. */
async function canaries(db: Db): Promise<number> {
  const row = await db.read.get<{ count: number }>(
    `SELECT COUNT(*) AS count
     FROM order_search_data
     WHERE INSTR(block, CAST('canaryword' AS BLOB)) > 0`,
  )
  return row?.count ?? 0
}

async function caughtUp({ db, tail }: World): Promise<void> {
  await tail.refresh()
  while (await indexBatch(db));
}

const builtAgain = async ({ db }: World): Promise<void> => {
  await db.write((tx) => tx.run('UPDATE search_index SET built_to = 0'))
  await refreshWords(db)
}

/** Orders of every kind, indexed after each command. */
async function live(world: World): Promise<void> {
  const step: typeof must = async (...args) => {
    const body = await must(...args)
    await caughtUp(world)
    return body
  }
  for (const [sku, title] of [
    ['SC-1', 'Wool Scarf'],
    ['TI-1', 'Silk Tie'],
  ])
    await step(world, 'post', '/products', { sku, title, price: 800, on_hand: 9 })
  const draft = await step(world, 'post', '/orders', {
    draft: true,
    email: 'first@x.example',
    external_source: 's',
    external_id: 'EXT-1',
    lines: [{ sku: 'SC-1', quantity: 2 }],
  })
  const at = `/orders/${draft.id}`
  await step(world, 'patch', at, { phone: '030 1234567' })
  await step(world, 'post', `${at}/edits`, {
    ops: [{ op: 'add_line', sku: 'TI-1', quantity: 1 }],
  })
  await step(world, 'post', `${at}/place`)
  const paid = { provider: 'manual', amount: 2_400, kind: 'sale' }
  await step(world, 'post', `${at}/payments`, paid)
  await step(world, 'post', `${at}/hold`, { reason: 'Address?' })
  await step(world, 'post', `${at}/release`)
  await step(world, 'patch', at, { shipping_address: { name: 'Ann Lee', city: 'Graz' } })
  const parcel = { tracking: [{ number: '1Z 999 AA1' }] }
  const { fulfillments } = await step(world, 'post', `${at}/fulfillments`, parcel)
  const shipment = `${at}/fulfillments/${fulfillments[0].id}`
  await step(world, 'post', `${shipment}/pack`)
  await step(world, 'post', `${shipment}/ship`, { tracking: [{ number: 'RR-77' }] })
  await step(world, 'post', `${shipment}/tracking`, { tracking: [{ number: 'RR-88' }] })
  await step(world, 'post', `${shipment}/deliver`)
  await step(world, 'post', `${at}/notes`, { text: 'Unsearched', visibility: 'internal' })
  await step(world, 'post', `${at}/archive`)
  const copy = await step(world, 'post', `${at}/duplicate`)
  await step(world, 'patch', `/orders/${copy.id}`, { email: 'second@x.example' })
  const other = await place(world, 'Felt Hat')
  await step(world, 'post', `/orders/${other.id}/confirm`)
  await step(world, 'post', `/orders/${other.id}/cancel`, { reason: 'customer' })
}

const FILTERS = [
  ...['status=pending', 'status=pending,confirmed', 'status=draft', 'status=completed'],
  ...['display_status=pending', 'payment_status=unpaid', 'fulfillment_status=unfulfilled'],
  ...['return_status=none', 'return_status=requested', 'on_hold=true', 'on_hold=false'],
  ...['attention=true', 'attention=false', 'archived=true', 'archived=false'],
  ...['tag=vip', 'tag=vip,slow', 'tag=none', 'sku=MUG', 'sku=mug,cap', 'tag=vip&sku=cap'],
  ...['email=a1@x.example', 'source=api', 'source=shopify', 'external_id=E3', 'number=1003'],
  ...['total_min=300', 'total_max=300', 'total_min=200&total_max=500', 'total_min=900'],
  ...['placed_from=2020-01-01', 'placed_to=2020-01-01', 'created_from=2020-01-01'],
  ...[
    'created_to=2020-01-01',
    'status=pending&tag=vip&total_min=300',
    `customer_id=cus_${'0'.repeat(26)}`,
  ],
]

eachDatabase((database) => {
  test('after each kind of command the index has the words that a new one would have', async () => {
    const world = await open(await database.open())
    await live(world)
    const words = await wordsIn(world.db)
    await builtAgain(world)
    expect(await wordsIn(world.db)).toEqual(words)
    for (const word of ['silk', 'graz', 'rr88', 'ext1', '0301234567', 'hat'])
      expect([word, words.some((entry) => entry.endsWith(` ${word}`))]).toEqual([word, true])
    expect(words.filter((entry) => /rr77|unsearched|address$/.test(entry))).toEqual([])
  })

  test('a search with a filter finds the orders of the list that have the word', async () => {
    const world = await open(await database.open())
    for (const sku of ['MUG', 'CAP'])
      await must(world, 'post', '/products', { sku, title: 'Thing', price: 100, on_hand: 99 })
    for (let i = 0; i < 12; i++) {
      const lines = [{ sku: i % 3 === 0 ? 'CAP' : 'MUG', quantity: (i % 4) + 1 }]
      const { id } = await must(world, 'post', '/orders', {
        email: `a${i}@x.example`,
        lines: i % 5 === 0 ? [...lines, { sku: 'CAP', quantity: 4 }] : lines,
        tags: [...(i % 2 === 0 ? ['vip'] : []), ...(i % 3 === 0 ? ['slow'] : [])],
        ...(i % 4 === 3 ? { draft: true } : {}),
        ...(i % 6 === 3 ? { external_source: 'shopify', external_id: `E${i}` } : {}),
      })
      world.clock.advance(1_000)
      if (i % 4 === 0) await must(world, 'post', `/orders/${id}/hold`, { reason: 'Wait' })
      if (i % 4 === 1) await must(world, 'post', `/orders/${id}/archive`)
    }
    await place(world, 'Other')
    const differing: string[] = []
    const newest = await found(world, 'q=thing&limit=200')
    expect(newest).toHaveLength(12)
    for (const filter of FILTERS) {
      const listed = new Set(await found(world, `${filter}&limit=200`))
      const wanted = newest.filter((id) => listed.has(id))
      const got = await found(world, `${filter}&q=thing&limit=200`)
      if (got.join() !== wanted.join()) differing.push(`${filter}: ${got.length}/${wanted.length}`)
    }
    expect(differing).toEqual([])
  })

  test('pages of a search go on after the last order, also with a filter', async () => {
    const world = await open(await database.open())
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.unshift((await place(world, 'Thing')).id)
    for (const filter of ['', '&status=pending']) {
      const seen: string[] = []
      let cursor = ''
      do {
        const { body } = await world.api.get(`/orders?q=thing&limit=3${filter}${cursor}`, world.as)
        seen.push(...body.items.map(({ id }: { id: string }) => id))
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`
      } while (cursor !== '')
      expect(seen).toEqual(ids)
    }
  })

  test('orders beyond the newest, which are searched first, come in the same sequence', async () => {
    const world = await open(await database.open())
    const { read, capabilities } = world.db
    for (let i = 0; i < 9; i++) await place(world, i % 3 === 0 ? 'Thing' : 'Other')
    await caughtUp(world)
    const rows = await read.all<{ n: number }>('SELECT n FROM orders ORDER BY n')
    const numbers = rows.map(({ n }) => n)
    const things = [6, 3, 0].map((i) => numbers[i] ?? 0)
    for (const newestFirst of [1, 2, 4, 7, 9, 20, null]) {
      const search = { ...capabilities.textSearch, newestFirst }
      const asked = { q: 'thing', filter: {}, owner: null }
      const page = (after: number | null, limit: number) =>
        searchOrders(read, search, asked, after, limit)
      expect([newestFirst, await page(null, 51)]).toEqual([newestFirst, things])
      expect(await page(null, 2)).toEqual(things.slice(0, 2))
      expect(await page(numbers[3] ?? 0, 2)).toEqual(things.slice(2))
    }
  })

  test('more orders than a batch takes are all found by the search that follows', async () => {
    const world = await open(await database.open())
    const imported = ['external_id,status,email,currency,title,quantity,unit_price']
    for (let i = 0; i < 250; i++)
      imported.push(`S-${i},completed,x@shop.example,EUR,Importedword,1,1.00`)
    const headers = { 'content-type': 'text/csv' }
    const body = imported.join('\n')
    const answer = await world.api.send('POST', '/orders/import', { ...world.as, headers, body })
    expect([answer.status, answer.body.records?.in]).toEqual([200, 250])
    expect(await found(world, 'q=importedword&limit=200')).toHaveLength(200)
    const words = await wordsIn(world.db)
    expect(words.filter((entry) => entry.endsWith(' importedword'))).toHaveLength(250)
  })

  test('two readers of the log at a time miss no order', async () => {
    const world = await open(await database.open())
    for (let i = 0; i < 30; i++) await place(world, 'Thing')
    await world.tail.refresh()
    await Promise.all([indexBatch(world.db), indexBatch(world.db), indexBatch(world.db)])
    expect((await wordsIn(world.db)).filter((entry) => entry.endsWith(' thing'))).toHaveLength(30)
    expect(await indexBatch(world.db)).toBe(false)
  })

  test('a build that is cut off continues, with orders that change meanwhile', async () => {
    const world = await open(await database.open())
    for (let i = 0; i < 9; i++) await place(world, 'Thing')
    await caughtUp(world)
    const words = await wordsIn(world.db)
    await world.db.write(async (tx) => {
      for (const { n } of await tx.all<{ n: number }>('SELECT n FROM orders ORDER BY n'))
        await tx.capabilities.textSearch.remove(tx, n)
      await tx.run('UPDATE search_index SET built_to = 0')
    })
    expect(await found(world, 'q=thing')).toEqual([])
    expect(await world.db.write((tx) => rebuildIndex(tx, 4))).toBe(4)
    expect(await found(world, 'q=thing')).toHaveLength(4)
    const done: number[] = []
    await refreshWords(world.db, (_, count) => done.push(count))
    expect(done).toEqual([5])
    expect(await wordsIn(world.db)).toEqual(words)
  })

  test('a node of an older orderd leaves the index to the newer ones', async () => {
    const world = await open(await database.open())
    await place(world, 'Thing')
    await world.db.write((tx) =>
      tx.run('UPDATE search_index SET word_rules = $1', [WORD_RULES + 1]),
    )
    expect(await found(world, 'q=thing')).toEqual([])
    await refreshWords(world.db, () => expect.unreachable('it was built by older rules'))
    await world.db.write((tx) => tx.run('UPDATE search_index SET word_rules = $1', [WORD_RULES]))
    expect(await found(world, 'q=thing')).toHaveLength(1)
  })

  test('words of an erased order go out of the parts of the index that are old', async () => {
    const world = await open(await database.open())
    const { db } = world
    if (engineOf(db) !== 'sqlite') return
    const count = () => canaries(db)
    const { id } = await place(world, 'Thing', { email: 'canaryword@x.example' })
    await caughtUp(world)
    for (let i = 0; i < 5; i++) {
      await place(world, 'Thing')
      await caughtUp(world)
    }
    await must(world, 'patch', `/orders/${id}`, { email: 'other@x.example' })
    await caughtUp(world)
    expect(await count()).toBeGreaterThan(0)
    await db.write((tx) => replaceWords(tx, [id]))
    expect(await count()).toBeGreaterThan(0)
    expect(await db.write(purgeStep)).toBe(true)
    await place(world, 'Thing')
    await caughtUp(world)
    await purgeWords(db)
    expect(await count()).toBe(0)
    expect(await db.write(purgeStep)).toBe(false)
    expect(await found(world, 'q=thing')).toHaveLength(7)
  })

  test('an erasure is answered when the index has no part with its words', async () => {
    const world = await open(await database.open())
    const { db, api } = world
    const { token } = await createAdmin(world)
    const email = 'canaryword@x.example'
    const { id } = await place(world, 'Thing', { email })
    await place(world, 'Thing')
    expect(await found(world, 'q=canaryword')).toEqual([id])
    await must(world, 'post', `/orders/${id}/cancel`)
    if (engineOf(db) === 'sqlite') expect(await canaries(db)).toBeGreaterThan(0)
    expect((await api.post('/privacy/erase', { email }, { as: token })).status).toBe(200)
    if (engineOf(db) === 'sqlite') expect(await canaries(db)).toBe(0)
    expect(await found(world, 'q=canaryword')).toEqual([])
    expect(await found(world, 'q=thing')).toHaveLength(1)
  })

  test('a draft that is deleted before the index has it leaves no words', async () => {
    const world = await open(await database.open())
    const { id } = await place(world, 'Canaryword', { draft: true })
    await world.api.delete(`/orders/${id}`, world.as)
    await caughtUp(world)
    expect(await wordsIn(world.db)).toEqual([])
  })
})
