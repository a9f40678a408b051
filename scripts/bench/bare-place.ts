// The floor of placing: bare Bun.serve on bun:sqlite that writes the rows of an order again, in the same
// file, in the same groups and with the same settings, and nothing else: no validation, no sign-in, no
// rules, no events to a caller. The ratios show the cost of the rest of orderd.

import { Database, type Statement } from 'bun:sqlite'
import { type OrderRows, orderRows, type Row, type Table, type Value } from './order-rows.ts'

const PRAGMAS = [
  'busy_timeout = 2000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'temp_store = MEMORY',
  'cache_size = -65536',
  'wal_autocheckpoint = 0',
]
const CHECKPOINT_MS = 500

export const open = (path: string): Database => {
  const database = new Database(path, { readwrite: true, strict: true })
  for (const pragma of PRAGMAS) database.run(`PRAGMA ${pragma}`)
  return database
}

/** The value of a cell for the order with that number, whose idempotency key is `key`. */
type Cell = (offset: number, key: string) => Value

const isId = (value: Value): value is string =>
  typeof value === 'string' && /^[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}$/.test(value)

/** The ids by which the rows of the order are found; others are of products and places. */
const ownIds = ({ table, row }: { table: Table; row: Row }): Value[] =>
  table.unique
    .filter((columns) => columns.length === 1)
    .map(([column = '']) => row[column] ?? null)
    .filter(isId)

/** The same for the same order at each of its places, in the length of the template's. */
const fresh = (value: string, offset: number): string =>
  value.slice(0, -8) + offset.toString(10).padStart(8, '0')

/** Numbers and keys of the template become those of a new order; everything else is copied. */
function cellsOf({ added }: OrderRows, { table, row }: { table: Table; row: Row }): Cell[] {
  const ids = new Set(added.flatMap((one) => ownIds(one)))
  const order = added.find((one) => one.table.name === 'orders')
  const n = order?.table.numbered ? order.row[order.table.numbered] : undefined
  const number = Number(order?.row.number_seq)
  const numbers: Readonly<Record<string, Cell>> = {
    number: (offset) => String(number + offset),
    number_seq: (offset) => number + offset,
    order_n: (offset) => Number(n) + offset,
  }
  const isAlone = (column: string): boolean =>
    table.unique.some(
      (columns) => columns.includes(column) && !columns.some((other) => isFresh(other, row)),
    )
  const isFresh = (column: string, of: Row): boolean =>
    ids.has(of[column] ?? null) || column in numbers || column === table.numbered
  return Object.entries(row).map(([column, value]): Cell => {
    const own = numbers[column]
    if (own && value !== null && value !== 0) return own
    if (column === table.numbered && typeof value === 'number') {
      const rows = added.filter((one) => one.table.name === table.name).length
      return (offset) => value + offset * rows
    }
    if (typeof value !== 'string') return () => value
    if (ids.has(value)) return (offset) => fresh(value, offset)
    if (!isAlone(column)) return () => value
    return column === 'key' ? (_offset, key) => key : (offset) => fresh(value, offset)
  })
}

interface Insert {
  statement: Statement
  cells: readonly Cell[]
}

/** One statement for the rows of an order in one table. */
function insertsOf(db: Database, rows: OrderRows): Insert[] {
  const byTable = Map.groupBy(rows.added, ({ table }) => table.name)
  return [...byTable].map(([name, all]) => {
    const columns = Object.keys(all[0]?.row ?? {})
    const tuple = `(${columns.map(() => '?').join(', ')})`
    const names = columns.map((column) => `"${column}"`).join(', ')
    const statement = db.prepare(
      `INSERT INTO "${name}" (${names}) VALUES ${all.map(() => tuple).join(', ')}`,
    )
    return { statement, cells: all.flatMap((one) => cellsOf(rows, one)) }
  })
}

/** Counters and stock rise by the orders of the group at once. */
function changesOf(db: Database, { changed }: OrderRows): ((orders: number) => void)[] {
  return changed.flatMap(({ table, before, after }) => {
    const risen = Object.keys(after).flatMap((column) => {
      const [from, to] = [before[column], after[column]]
      return typeof from === 'number' && typeof to === 'number' && from !== to
        ? [{ column, by: to - from }]
        : []
    })
    if (risen.length === 0) return []
    const sets = risen.map(({ column }) => `"${column}" = "${column}" + ?`).join(', ')
    const where = table.key.map((column) => `"${column}" = ?`).join(' AND ')
    const statement = db.prepare(`UPDATE "${table.name}" SET ${sets} WHERE ${where}`)
    const key = table.key.map((column) => after[column] ?? null)
    return [(orders: number) => void statement.run(...risen.map(({ by }) => by * orders), ...key)]
  })
}

/** Answers after the commit of all that came in one turn. `before` is the file before its last order. */
export function serveBarePlace(path: string, before: string): number | undefined {
  const db = open(path)
  const rows = orderRows(db, before)
  const inserts = insertsOf(db, rows)
  const changes = changesOf(db, rows)
  const answer = JSON.stringify(rows.added.map(({ row }) => row)).slice(0, 3_000)
  const waiting: { key: string; answer: (response: Response) => void }[] = []
  let offset = 0

  function commit(): void {
    const all = waiting.splice(0)
    db.run('BEGIN IMMEDIATE')
    db.run('PRAGMA defer_foreign_keys = ON')
    for (const { key } of all) {
      offset += 1
      for (const { statement, cells } of inserts) {
        statement.run(...cells.map((cell) => cell(offset, key)))
      }
    }
    for (const change of changes) change(all.length)
    db.run('COMMIT')
    for (const one of all) one.answer(new Response(answer, { status: 201 }))
  }

  setInterval(() => db.run('PRAGMA wal_checkpoint(PASSIVE)'), CHECKPOINT_MS)
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      await request.json()
      return new Promise<Response>((resolve) => {
        if (waiting.length === 0) setImmediate(commit)
        waiting.push({ key: request.headers.get('idempotency-key') ?? '', answer: resolve })
      })
    },
  })
  return server.port
}
