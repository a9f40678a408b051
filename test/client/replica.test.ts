import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Direction, OrderdEvent, OrderSummary } from '#client/protocol.ts'
import { createReplica } from '#client/replica.ts'

type Row = Pick<OrderSummary, 'id' | 'version' | 'status'>

const row = (id: string, version: number, status = 'pending') =>
  ({ id, version, status }) as unknown as OrderSummary

const event = (seq: number, order: OrderSummary, type = 'order.updated'): OrderdEvent => ({
  seq,
  cursor: `e.${seq}`,
  id: `evt_${seq}`,
  type,
  at: '2026-11-22T15:00:00.000Z',
  order,
})

const page = (at: number, items: OrderSummary[], more = false) => ({ at: `e.${at}`, items, more })

const rowsOf = (replica: { rows: ReadonlyMap<string, unknown> }): Row[] =>
  ([...replica.rows.values()] as Row[])
    .map(({ id, version, status }) => ({ id, version, status }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))

describe('a replica', () => {
  test('an event whose version is not above the held row changes nothing but the cursor', () => {
    const replica = createReplica('orders', {})
    replica.addPage(page(5, [row('a', 3, 'confirmed')]))
    expect(replica.apply(event(6, row('a', 2, 'pending')))).toBe(true)
    expect(replica.apply(event(7, row('a', 3, 'pending')))).toBe(true)
    expect(rowsOf(replica)).toEqual([row('a', 3, 'confirmed')])
    expect(replica.cursor).toBe('e.7')
  })

  test('an event that it has seen is not seen again', () => {
    const replica = createReplica('orders', {})
    replica.startAt('e.5')
    expect(replica.apply(event(6, row('a', 1)))).toBe(true)
    expect(replica.apply(event(6, row('a', 1)))).toBe(false)
  })

  test('what the server says of coming and going counts, and the filter where it says nothing', () => {
    const replica = createReplica('orders', { status: 'pending' })
    replica.addPage(page(1, []))
    replica.apply(event(2, row('a', 1)), 'in')
    replica.apply(event(3, row('b', 1)))
    replica.apply(event(4, row('c', 1, 'confirmed')))
    expect(rowsOf(replica)).toEqual([row('a', 1), row('b', 1)])
    replica.apply(event(5, row('a', 2, 'confirmed')), 'out')
    replica.apply(event(6, row('b', 2, 'confirmed')))
    expect(rowsOf(replica)).toEqual([])
  })

  test('a row that left while pages were on their way does not come back with an older page', () => {
    const replica = createReplica('orders', { status: 'pending' })
    replica.addPage(page(1, [row('b', 1)], true))
    replica.apply(event(2, row('a', 2, 'confirmed')), 'out')
    replica.addPage(page(1, [row('a', 1)]))
    expect(rowsOf(replica)).toEqual([row('b', 1)])
  })

  test('a deleted draft is gone, and stays gone', () => {
    const replica = createReplica('orders', {})
    replica.addPage(page(1, [row('a', 1, 'draft')]))
    replica.apply(event(2, row('a', 1, 'draft'), 'order.deleted'))
    expect(rowsOf(replica)).toEqual([])
  })

  test('while it begins anew the old rows stay on show, until the new ones are all here', () => {
    const replica = createReplica('orders', {})
    replica.addPage(page(1, [row('a', 1), row('b', 1)]))
    replica.restart()
    expect(replica.cursor).toBeNull()
    replica.addPage(page(9, [row('c', 1)], true))
    expect(rowsOf(replica).map(({ id }) => id)).toEqual(['a', 'b'])
    replica.apply(event(10, row('d', 1)))
    replica.addPage(page(9, [row('b', 4)]))
    expect(rowsOf(replica)).toEqual([row('b', 4), row('c', 1), row('d', 1)])
    expect(replica.cursor).toBe('e.10')
  })

  test('stock has no versions: what an event said is not undone by a page that was read before it', () => {
    const level = (sku: string, on_hand: number) => ({
      sku,
      location_id: 'loc_1',
      on_hand,
      reserved: 0,
      safety: 0,
      available: on_hand,
    })
    const replica = createReplica('stock', {})
    const { order: _, ...base } = event(3, row('x', 1), 'stock.changed')
    replica.apply({ ...base, stock: level('A', 7) })
    replica.addPage({ at: 'e.2', items: [level('A', 9), level('B', 1)], more: false })
    replica.apply({ ...base, seq: 4, cursor: 'e.4', stock: level('B', 2) })
    expect([...replica.rows.values()].map(({ sku, on_hand }) => [sku, on_hand])).toEqual([
      ['A', 7],
      ['B', 2],
    ])
  })
})

// A shop in which orders are made, change their status and (as drafts) vanish; a client that reads
// pages and events of it in any order that the protocol allows.

const STATUSES = ['draft', 'pending', 'confirmed'] as const
const step = fc.record({
  order: fc.integer({ min: 0, max: 5 }),
  status: fc.constantFrom(...STATUSES, 'deleted' as const),
})

interface Shop {
  events: { event: OrderdEvent; direction: Direction | undefined }[]
  /** The rows after so many events. */
  at: Map<string, OrderSummary>[]
}

function runShop(steps: { order: number; status: string }[], wanted: string): Shop {
  const now = new Map<string, OrderSummary>()
  const shop: Shop = { events: [], at: [new Map()] }
  const versions = new Map<string, number>()
  for (const { order, status } of steps) {
    const id = `o${order}`
    const before = now.get(id)
    if (versions.has(id) && before === undefined) continue // gone is gone
    if (status === 'deleted' && before === undefined) continue
    const version = (versions.get(id) ?? 0) + 1
    versions.set(id, version)
    const isDeleted = status === 'deleted'
    const after = row(id, version, isDeleted ? String(before?.status) : status)
    if (isDeleted) now.delete(id)
    else now.set(id, after)
    const was = before?.status === wanted
    const is = !isDeleted && status === wanted
    const direction = was === is ? undefined : is ? 'in' : 'out'
    const seq = shop.events.length + 1
    const type = isDeleted ? 'order.deleted' : 'order.updated'
    shop.events.push({ event: event(seq, after, type), direction: direction as Direction })
    shop.at.push(new Map(now))
  }
  return shop
}

describe('a replica, property', () => {
  const given = fc.record({
    steps: fc.array(step, { maxLength: 40 }),
    snapshotAt: fc.nat(),
    /** How many events are read before each further page, and how far ahead that page is read. */
    gaps: fc.array(fc.record({ events: fc.nat(4), ahead: fc.nat(4) }), {
      minLength: 5,
      maxLength: 5,
    }),
    saysDirection: fc.boolean(),
  })

  test('pages and events in any order end in exactly the rows of the shop', () => {
    fc.assert(
      fc.property(given, ({ steps, snapshotAt, gaps, saysDirection }) => {
        const shop = runShop(steps, 'pending')
        const head = shop.events.length
        const start = snapshotAt % (head + 1)
        const replica = createReplica('orders', { status: 'pending' })
        let read = start
        const readEvents = (count: number) => {
          for (const { event, direction } of shop.events.slice(read, read + count)) {
            replica.apply(event, saysDirection ? direction : undefined)
          }
          read = Math.min(head, read + count)
        }
        // One order a page; each page shows the shop of its own moment, at or after what was read.
        for (const [i, { events, ahead }] of [{ events: 0, ahead: 0 }, ...gaps].entries()) {
          readEvents(events)
          const moment = Math.min(head, read + ahead)
          const held = shop.at[moment]?.get(`o${i}`)
          const items = held?.status === 'pending' ? [held] : []
          replica.addPage(page(i === 0 ? start : moment, items, i < 5))
        }
        readEvents(head)
        const expected = [...(shop.at[head]?.values() ?? [])].filter(
          ({ status }) => status === 'pending',
        )
        expect(rowsOf(replica)).toEqual(
          rowsOf({ rows: new Map(expected.map((one) => [one.id, one])) }),
        )
      }),
      { numRuns: 500 },
    )
  })
})
