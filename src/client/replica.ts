// The replica of a subscription: its rows and the cursor they belong to. Pages of a snapshot and events may
// arrive in any order: an event whose version is not above the row's changes nothing, and a row that left the
// filter does not return with an older page. It has neither a transport nor a clock.

import { isWithin } from './filter.ts'
import type { Direction, Filter, OrderdEvent, OrderSummary, RowOf, Topic } from './protocol.ts'

export interface Page<T> {
  /** The cursor of the snapshot; null where it is unknown until an event comes. */
  at: string | null
  items: readonly T[]
  /** Another page follows. */
  more: boolean
}

export interface Replica<T> {
  readonly rows: ReadonlyMap<string, T>
  /** The cursor to resume after; null: load the rows again. */
  readonly cursor: string | null
  /** All pages of the snapshot came. */
  readonly isComplete: boolean
  /** Drops the cursor. The rows stay until the new snapshot is complete. */
  restart(): void
  /** Starts without rows at the cursor. */
  startAt(cursor: string): void
  addPage(page: Page<T>): void
  /** false: the event was applied before. */
  apply(event: OrderdEvent, direction?: Direction): boolean
  /** Moves the cursor: all events up to it were applied. */
  passTo(cursor: string): void
}

interface Kind<T> {
  keyOf(row: T): string
  rowOf(event: OrderdEvent): T | undefined
  /** Infinity for rows without a version: an event is newer than any page then. */
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
  /** The map that collects rows: `rows`, or its successor until that is complete. */
  let target = rows
  /** The newest version of an event by key, while pages are still to come. */
  const eventVersions = new Map<string, number>()
  let cursor: string | null = null
  let seq = 0
  let isComplete = false

  function complete(): void {
    rows = target
    eventVersions.clear()
    isComplete = true
  }

  function addRow(row: Row): void {
    const key = kind.keyOf(row)
    const version = eventVersions.get(key)
    if (version === undefined || version < kind.versionOf(row)) target.set(key, row)
  }

  function isOut({ type, order }: OrderdEvent, direction: Direction | undefined): boolean {
    if (type === 'order.deleted') return true
    if (direction !== undefined) return direction === 'out'
    return order !== undefined && !isWithin(order, filter)
  }

  function takeRow(row: Row, event: OrderdEvent, direction: Direction | undefined): void {
    const key = kind.keyOf(row)
    const version = kind.versionOf(row)
    const current = target.get(key)
    const isOld = current !== undefined && kind.versionOf(current) >= version
    if (isOld && version !== Number.POSITIVE_INFINITY && event.type !== 'order.deleted') return
    if (!isComplete) eventVersions.set(key, version)
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
    get isComplete() {
      return isComplete
    },
    restart() {
      target = rows.size === 0 ? rows : new Map()
      eventVersions.clear()
      cursor = null
      seq = 0
      isComplete = false
    },
    startAt(at) {
      cursor = at
      complete()
    },
    addPage({ at, items, more }) {
      // Events are replayed from the first page's cursor; later pages are newer.
      cursor ??= at
      for (const row of items) addRow(row)
      if (!more) complete()
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
