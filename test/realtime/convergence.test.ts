// Whatever happens on the way (pages, filters, stalls, drops, resumption), a client that follows the
// rules of the protocol holds what the database holds, was sent no event twice, and never saw
// another's order. Random, by seed.

import { expect, test } from 'bun:test'
import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import type { DisplayStatus, Order, OrderStatus } from '#domain/order.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Frame, type Live, openLive, person, type Socket } from '../helpers/live.ts'
import { changeOrder, deleteOrder, putCustomer, putOrder } from './order-rows.ts'

type Random = () => number

function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

const STATUSES: OrderStatus[] = ['draft', 'pending', 'confirmed', 'completed']
const DISPLAYS: DisplayStatus[] = ['draft', 'pending', 'processing', 'shipped']
const TAGS = ['vip', 'b2b', 'late']

const change = (random: Random): Partial<Order> =>
  pick<() => Partial<Order>>(random, [
    () => ({ status: pick(random, STATUSES) }),
    () => ({ display_status: pick(random, DISPLAYS) }),
    () => ({ on_hold: random() < 0.5 }),
    () => ({ attention: random() < 0.5 }),
    () => ({ tags: TAGS.filter(() => random() < 0.4) }),
    () => ({ archived_at: random() < 0.5 ? 1 : null }),
    () => ({ email: `${Math.floor(random() * 1e6)}@example.com` }),
  ])()

const STAFF_FILTERS: (Frame | undefined)[] = [
  undefined,
  { status: 'pending' },
  { status: ['confirmed', 'completed'], archived: false },
  { tag: ['vip', 'late'] },
  { on_hold: true, display_status: ['pending', 'processing', 'shipped'] },
  { attention: [true] },
]
const OWN_FILTERS: (Frame | undefined)[] = [
  undefined,
  { status: ['pending', 'confirmed'] },
  { on_hold: false },
]

const valuesOf = (order: Order, field: string): unknown[] =>
  field === 'tag'
    ? order.tags
    : [field === 'archived' ? order.archived_at !== null : order[field as keyof Order]]

const fits = (order: Order, filter: Frame = {}): boolean =>
  Object.entries(filter).every(([field, wanted]) =>
    valuesOf(order, field).some((value) => [wanted].flat().includes(value)),
  )

interface Follower {
  readonly topic: string
  readonly filter: Frame | undefined
  readonly rows: Map<string, { version: number }>
  /** Every seq it was given, across connections. */
  readonly seen: number[]
  readonly socket: Socket
  /** The last page has come. */
  readonly hasAll: boolean
  /** Takes in what came since the last time. */
  apply(): void
  /** Loses the connection and goes on from its cursor. */
  drop(): void
}

/** A client that keeps a map by id, as the protocol says. */
function follow(
  live: Live,
  caller: Caller,
  { topic, filter, random }: { topic: string; filter: Frame | undefined; random: Random },
): Follower {
  const rows = new Map<string, { version: number }>()
  const seen: number[] = []
  let cursor: string | null = null
  let hasAll = false
  let read = 0
  let socket = connect()

  function connect(): Socket {
    read = 0
    const made = live.connect(async () => ({ value: { caller, expiresAt: null } }))
    const start = cursor === null ? { snapshot: true, limit: 3 } : { after: cursor }
    made.send({ op: 'sub', id: 1, sub: 'x', topic, ...(filter ? { filter } : {}), ...start })
    // A second sub on the same connection: an event is named for both, once.
    if (random() < 0.5) made.send({ op: 'sub', id: 2, sub: 'y', topic })
    return made
  }

  function put(row: { id: string; version: number }): void {
    const held = rows.get(row.id)
    if (held === undefined || held.version < row.version) rows.set(row.id, row)
  }

  function applyPage({ items, more, at }: Frame): void {
    for (const item of items) put(item)
    cursor ??= at
    if (more) socket.send({ op: 'more', id: 9, sub: 'x' })
    else hasAll = true
  }

  function applyEvent({ subs, e, dir, dirs }: Frame): void {
    if (!subs.includes('x')) return
    seen.push(e.seq)
    cursor = e.cursor
    const held = rows.get(e.order.id)
    if (held !== undefined && held.version >= e.order.version) return
    const isGone = (dir ?? dirs?.x) === 'out' || e.type === 'order.deleted'
    if (isGone) rows.delete(e.order.id)
    else rows.set(e.order.id, e.order)
  }

  function apply(): void {
    const { frames } = socket
    for (; read < frames.length; read++) {
      const frame = frames[read]!
      if (frame.op === 'err' || frame.op === 'gone') throw new Error(JSON.stringify(frame))
      if (frame.op === 'snap') applyPage(frame)
      for (const item of frame.op === 'ev' ? [frame] : (frame.list ?? [])) applyEvent(item)
    }
  }

  return {
    topic,
    filter,
    rows,
    seen,
    get socket() {
      return socket
    },
    get hasAll() {
      return hasAll
    },
    apply,
    drop() {
      apply()
      socket.drop()
      socket = connect()
    },
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

async function act(db: Db, orders: Order[], customers: string[], random: Random): Promise<void> {
  const at = Math.floor(random() * orders.length)
  const order = orders[at]
  if (order === undefined || random() < 0.2) {
    orders.push(
      await putOrder(db, { customer_id: pick(random, [...customers, null]), ...change(random) }),
    )
  } else if (random() < 0.1) {
    orders.splice(at, 1)
    await deleteOrder(db, order)
  } else {
    const staffOnly = random() < 0.1
    orders[at] = await changeOrder(db, order, staffOnly ? { attention: true } : change(random), {
      staffOnly,
    })
  }
}

async function settle(live: Live, followers: Follower[]): Promise<void> {
  await live.tail.refresh()
  const end = `${live.tail.epoch}.${live.tail.head}`
  for (const follower of followers) {
    follower.socket.resume()
    for (;;) {
      follower.apply()
      const reply = await follower.socket.ask({ op: 'ping' })
      await turn()
      const isLive = follower.socket.frames.some(({ op, sub }) => op === 'live' && sub === 'x')
      const isThere = follower.socket.connection.group !== null
      follower.apply()
      if (isLive && isThere && reply.at === end && follower.hasAll) break
    }
  }
}

eachDatabase(({ name, open }) => {
  for (const seed of name === 'sqlite' ? [1, 2, 3, 4, 5, 6] : [1, 2]) {
    test(`every client ends with what the database holds (seed ${seed})`, async () => {
      const random = randomOf(seed)
      const db = await open()
      const live = await openLive(db)
      const customers = [await putCustomer(db), await putCustomer(db)]
      const orders: Order[] = []
      for (let i = 0; i < 10; i++) await act(db, orders, customers, random)
      await live.tail.refresh()

      const staff = STAFF_FILTERS.map((filter, i) =>
        follow(live, person('editor', null, 1_000 + i), { topic: 'orders', filter, random }),
      )
      const own = OWN_FILTERS.map((filter, i) =>
        follow(live, person('user', customers[0], 2_000 + i), {
          topic: 'orders.mine',
          filter,
          random,
        }),
      )
      const followers = [...staff, ...own]
      for (let i = 0; i < 150; i++) {
        await act(db, orders, customers, random)
        const follower = pick(random, followers)
        const dice = random()
        if (dice < 0.1 && follower.hasAll) follower.drop()
        else if (dice < 0.2) follower.socket.stall()
        else if (dice < 0.4) follower.socket.resume()
        else follower.apply()
        if (dice > 0.9) await turn()
        if (dice > 0.95) live.after(1_000)
      }
      await settle(live, followers)

      for (const { rows, filter, topic, seen } of followers) {
        const mine = topic === 'orders.mine'
        const expected = orders.filter(
          (order) => fits(order, filter) && (!mine || order.customer_id === customers[0]),
        )
        expect([...rows.keys()].sort()).toEqual(expected.map(({ id }) => id).sort())
        for (const order of expected) {
          // What only staff may see of an order does not move a customer's copy of it.
          if (!mine) expect(rows.get(order.id)?.version).toBe(order.version)
        }
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
      }
      for (const { socket } of own) {
        const text = socket.texts.join('\n')
        expect(text).not.toContain(customers[1]!)
        expect(text).not.toMatch(/"tags"|"attention"/)
      }
    }, 30_000)
  }

  test('no topic and no filter shows another’s order, however it is spelled', async () => {
    const db = await open()
    const live = await openLive(db)
    const [mine, theirs] = [await putCustomer(db), await putCustomer(db)]
    const order = await putOrder(db, {
      customer_id: theirs,
      email: 'theirs@example.com',
      tags: ['vip'],
    })
    const socket = await live.signedIn(person('user', mine))
    const random = randomOf(7)
    const { id } = order
    const topics = [
      'orders',
      'orders.mine',
      'stock',
      `order:${id}`,
      `order:${id.toUpperCase()}`,
      ` order:${id}`,
      `order:${id}:`,
      `order:${id}\0`,
      `order:%`,
      `order:' OR 1=1 --`,
      `orders.mine:${theirs}`,
      `customer:${theirs}`,
      'track:',
      'track:%',
      `track:' OR '1'='1`,
      'everything',
      '',
      '__proto__',
      'constructor',
      'toString',
    ]
    const filters: unknown[] = [
      undefined,
      {},
      { customer_id: theirs },
      { customer_id: [mine, theirs] },
      { tag: 'vip' },
      { status: 'draft' },
      { __proto__: null, constructor: 'x' },
      { customer_id: { $ne: mine } },
      { customer_id: [] },
    ]
    for (const topic of topics) {
      for (const filter of filters) {
        const snapshot = random() < 0.5
        const sub = `${topics.indexOf(topic)}-${filters.indexOf(filter)}`.slice(0, 64)
        const after = snapshot ? undefined : `${live.tail.epoch}.0`
        const said = await socket.ask({ op: 'sub', sub, topic, filter, snapshot, after })
        if (said.op === 'ok') await socket.ask({ op: 'unsub', sub })
        else expect(said.code).toMatch(/^(forbidden|not_found|validation)$/)
      }
    }
    await socket.ask({ op: 'sub', sub: 'm', topic: 'orders.mine', snapshot: true })
    await changeOrder(db, order, { email: 'still-theirs@example.com' })
    await live.tail.refresh()
    const text = socket.texts.join('\n')
    expect(text).not.toContain('theirs@example.com')
    expect(text).not.toContain(`"id":"${id}"`)
  })
})
