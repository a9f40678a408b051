// The floors of placing, reading and listing: bare Bun.serve on bun:sqlite with the same file, rows,
// statements in a group and settings, and nothing else: no validation, no sign-in, no rules, no events
// to a caller. What orderd does on top of it is what the ratios show.

import { Database, type Statement } from 'bun:sqlite'
import { newId } from '#lib/ids.ts'

type Value = string | number | null
type Row = Record<string, Value>

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

/** The tables of a placed order, each with the column that names the order. */
const ROWS = [
  ['orders', 'id'],
  ['order_lines', 'order_id'],
  ['reservations', 'order_id'],
  ['stock_movements', 'order_id'],
  ['order_words', 'order_id'],
  ['events', 'order_id'],
] as const

const open = (path: string): Database => {
  const database = new Database(path, { readwrite: true, strict: true })
  for (const pragma of PRAGMAS) database.run(`PRAGMA ${pragma}`)
  return database
}

interface Insert {
  statement: Statement
  rows: readonly Row[]
}

/** A statement for the rows of an order in one table; the database numbers what it numbers itself. */
function insertOf(db: Database, table: string, rows: readonly Row[]): Insert {
  const own = table === 'events' ? 'seq' : table === 'order_words' ? 'n' : ''
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== own)
  const tuples = rows.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ')
  const statement = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples}`)
  return { statement, rows: rows.map((row) => ({ ...row, [own]: null })) }
}

const COPIED_KEYS = ['id', 'tracking_token', 'number', 'number_seq']

/** Writes the template's rows once more, under ids of their own. */
function placer(db: Database, templateId: string): (key: string) => string {
  const inserts = ROWS.map(([table, column]) =>
    insertOf(
      db,
      table,
      db.query<Row, string>(`SELECT * FROM ${table} WHERE ${column} = ?`).all(templateId),
    ),
  )
  const answer = JSON.stringify(inserts[0]?.rows).repeat(2)
  const count = db.prepare('UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value')
  const move = db.prepare('UPDATE stock_levels SET reserved = reserved + 1 WHERE product_id = ?')
  const keep = db.prepare(
    'INSERT INTO idempotency (caller, key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const products = inserts[1]?.rows.map((row) => row.product_id ?? null) ?? []
  return (key) => {
    const orderId = newId('ord')
    const { value } = count.get('orders') as { value: number }
    for (const product of products) move.run(product)
    for (const { statement, rows } of inserts) {
      const params: Value[] = []
      for (const row of rows) {
        for (const [column, held] of Object.entries(row)) {
          if (column === 'seq' || column === 'n' || column === '') continue
          if (column === 'number') params.push(String(value))
          else if (column === 'number_seq') params.push(value)
          else if (column === 'order_id' || held === templateId) params.push(orderId)
          else params.push(COPIED_KEYS.includes(column) ? newId('mov') : held)
        }
      }
      statement.run(...params)
    }
    keep.run('bare', key, 'fingerprint', 201, answer, Date.now())
    return answer
  }
}

/** Answers after the commit of all that came in one turn. */
export function serveBarePlace(path: string, templateId: string): number | undefined {
  const db = open(path)
  const place = placer(db, templateId)
  const waiting: { key: string; answer: (response: Response) => void }[] = []
  function commit(): void {
    const all = waiting.splice(0)
    db.run('BEGIN IMMEDIATE')
    const texts = all.map(({ key }) => place(key))
    db.run('COMMIT')
    for (const [i, { answer }] of all.entries()) answer(new Response(texts[i], { status: 201 }))
  }
  setInterval(() => db.run('PRAGMA wal_checkpoint(PASSIVE)'), CHECKPOINT_MS)
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      await request.json()
      return new Promise<Response>((answer) => {
        if (waiting.length === 0) setImmediate(commit)
        waiting.push({ key: request.headers.get('idempotency-key') ?? '', answer })
      })
    },
  })
  return server.port
}

/** GET /orders/:id is one prepared read; any other path a page of the list and its lines. */
export function serveBareReads(path: string): number | undefined {
  const db = open(path)
  const one = db.prepare<Row, string>('SELECT * FROM orders WHERE id = ?')
  const page = db.prepare<Row, [string, number]>(
    'SELECT * FROM orders WHERE status = ? ORDER BY created_at DESC, id DESC LIMIT ?',
  )
  const slots = Array.from({ length: 50 }, () => '?').join(', ')
  const lines = db.prepare<Row, string[]>(`SELECT * FROM order_lines WHERE order_id IN (${slots})`)
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const orderId = request.url.slice(request.url.lastIndexOf('/') + 1)
      if (orderId.startsWith('ord_')) return Response.json(one.get(orderId))
      const orders = page.all('pending', 50)
      const ids = orders.map(({ id }) => String(id))
      return Response.json({ orders, lines: lines.all(...ids) })
    },
  })
  return server.port
}
