// The rows that placing one order writes, found by comparing the file before and after, in any layout of
// the tables: rows that are new, and rows that were there and changed. The search index is left out; it
// follows later, from the log.

import type { Database } from 'bun:sqlite'

export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>

export interface Table {
  name: string
  key: readonly string[]
  /** The column that the database numbers by itself; null: there is none. */
  numbered: string | null
  /** The columns of a unique index, the key among them. */
  unique: readonly (readonly string[])[]
}

export interface OrderRows {
  added: { table: Table; row: Row }[]
  changed: { table: Table; before: Row; after: Row }[]
}

interface Column {
  name: string
  type: string
  pk: number
}

function tablesOf(db: Database): Table[] {
  const rows = db
    .query<{ name: string }, []>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all()
  return rows.map(({ name }) => tableOf(db, name))
}

function tableOf(db: Database, name: string): Table {
  const columns = db.query<Column, string>('SELECT * FROM pragma_table_info(?)').all(name)
  const key = columns
    .filter(({ pk }) => pk > 0)
    .toSorted((a, b) => a.pk - b.pk)
    .map((column) => column.name)
  const [first = ''] = key
  const isInteger = columns.find((column) => column.name === first)?.type === 'INTEGER'
  const indexes = db
    .query<{ name: string }, string>('SELECT name FROM pragma_index_list(?) WHERE "unique" = 1')
    .all(name)
  const unique = indexes.map((index) =>
    db
      .query<{ name: string | null }, string>('SELECT name FROM pragma_index_info(?)')
      .all(index.name)
      .flatMap((column) => column.name ?? []),
  )
  return {
    name,
    key,
    numbered: key.length === 1 && isInteger ? first : null,
    unique: [key, ...unique],
  }
}

/** Tables that follow the log later, in batches, and not in the command. */
const LATER = ['consumers']

const quoted = (name: string): string => `"${name}"`

/** `db` is the file after the order; `path` the one before. */
export function orderRows(db: Database, path: string): OrderRows {
  db.query('ATTACH ? AS earlier').run(path)
  const found: OrderRows = { added: [], changed: [] }
  for (const table of tablesOf(db)) {
    if (table.key.length === 0 || LATER.includes(table.name)) continue
    const name = quoted(table.name)
    const same = table.key.map((column) => `${quoted(column)} = ?`).join(' AND ')
    const earlier = db.query<Row, Value[]>(`SELECT * FROM earlier.${name} WHERE ${same}`)
    const rows = db
      .query<Row, []>(`SELECT * FROM main.${name} EXCEPT SELECT * FROM earlier.${name}`)
      .all()
    for (const row of rows) {
      const before = earlier.get(...table.key.map((column) => row[column] ?? null))
      if (before === null) found.added.push({ table, row })
      else found.changed.push({ table, before, after: row })
    }
  }
  db.run('DETACH earlier')
  return found
}
