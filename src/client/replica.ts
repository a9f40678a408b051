// The rows of one subscription and the cursor they belong to, always kept together. Pages of a
// snapshot and events may meet in any order: an event whose version is not above the held row's
// changes nothing, and a row that has left does not come back with an older page. It knows no
// transport, no time and nobody who looks.

import { isWithin } from './filter.ts'
import type { Direction, Filter, OrderdEvent, OrderSummary, RowOf, Topic } from './protocol.ts'

export interface Page<T> {
  /** null: nobody said; there is no place to resume from until an event comes. */
  at: string | null
  items: readonly T[]
  /** Another page follows. */
  more: boolean
}

export interface Replica<T> {
  readonly rows: ReadonlyMap<string, T>
  /** Resume after it; null: there is nothing to resume from, begin anew. */
  readonly cursor: string | null
  /** All rows that were asked for are here. */
  readonly isWhole: boolean
  /** Forgets the cursor. The rows stay on show until the new ones are all here. */
  restart(): void
  /** Nothing to load: what follows begins here. */
  startAt(cursor: string): void
  addPage(page: Page<T>): void
  /** false: it was known already. */
  apply(event: OrderdEvent, direction?: Direction): boolean
  /** Everything up to here has been seen. */
  passTo(cursor: string): void
}

interface Kind<T> {
  keyOf(row: T): string
  rowOf(event: OrderdEvent): T | undefined
  /** Infinity where a row has none: then what an event said is newer than any page. */
  versionOf(row: T): number
}

const ORDERS: Kind<OrderSummary> = {
  keyOf: ({ id }) => id,
  rowOf: ({ order }) => order,
  versionOf: ({ version }) => version,
}

const LEVELS: Kind<RowOf<'stock'>> = {
  keyOf: ({ sku, location_id }) => `${sku} ${location_id}`,
  rowOf: ({ stock }) => stock,
  versionOf: () => Number.POSITIVE_INFINITY,
}

export function createReplica<T extends Topic>(topic: T, filter: Filter): Replica<RowOf<T>> {
  type Row = RowOf<T>
  const kind = (topic === 'stock' ? LEVELS : ORDERS) as Kind<Row>
  let rows = new Map<string, Row>()
  /** Where rows are collected: `rows` themselves, or their successor until it is whole. */
  let target = rows
  /** While pages are still to come: the newest version that an event told of, by key. */
  const told = new Map<string, number>()
  let cursor: string | null = null
  let seq = 0
  let isWhole = false

  function becomeWhole(): void {
    rows = target
    told.clear()
    isWhole = true
  }

  function addRow(row: Row): void {
    const key = kind.keyOf(row)
    const known = told.get(key)
    if (known === undefined || known < kind.versionOf(row)) target.set(key, row)
  }

  function isOut({ type, order }: OrderdEvent, direction: Direction | undefined): boolean {
    if (type === 'order.deleted') return true
    if (direction !== undefined) return direction === 'out'
    return order !== undefined && !isWithin(order, filter)
  }

  function takeRow(row: Row, event: OrderdEvent, direction: Direction | undefined): void {
    const key = kind.keyOf(row)
    const version = kind.versionOf(row)
    const held = target.get(key)
    const isOld = held !== undefined && kind.versionOf(held) >= version
    if (isOld && version !== Number.POSITIVE_INFINITY && event.type !== 'order.deleted') return
    if (!isWhole) told.set(key, version)
    if (isOut(event, direction)) target.delete(key)
    else target.set(key, row)
  }

  return {
    get rows() {
      return rows
    },
    get cursor() {
      return cursor
    },
    get isWhole() {
      return isWhole
    },
    restart() {
      target = rows.size === 0 ? rows : new Map()
      told.clear()
      cursor = null
      seq = 0
      isWhole = false
    },
    startAt(at) {
      cursor = at
      becomeWhole()
    },
    addPage({ at, items, more }) {
      // Events are replayed from the first page's place; later pages are newer than that.
      cursor ??= at
      for (const row of items) addRow(row)
      if (!more) becomeWhole()
    },
    apply(event, direction) {
      if (event.seq <= seq) return false
      seq = event.seq
      cursor = event.cursor
      const row = kind.rowOf(event)
      if (row !== undefined) takeRow(row, event, direction)
      return true
    },
    passTo(at) {
      cursor = at
    },
  }
}
