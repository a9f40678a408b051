// Where a person is found in SQL, and what is taken out besides orders, customers and the log.

import { placeholders } from '#db/placeholders.ts'
import type { Param, Sql, Tx } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { ERASED, type Titles } from '#domain/personal.ts'
import { isEmail, jsonPattern, mentionsOf as mentionsIn, textPattern } from '#lib/mentions.ts'
import { textOf } from './answers.ts'

const texts = async (sql: Sql, text: string, params: readonly Param[]): Promise<string[]> =>
  (await sql.all<{ id: string }>(text, params)).map(({ id }) => id)

/** Every order of a customer. */
export const ordersOfCustomer = (sql: Sql, customerId: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE customer_id = $1 ORDER BY id', [customerId])

/** Every order with this e-mail; `email` in lower case. */
export const ordersOfEmail = (sql: Sql, email: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE email = $1 ORDER BY id', [email])

/** Every customer with this e-mail, or whose account has it. */
export const customersOfEmail = (sql: Sql, email: string): Promise<string[]> =>
  texts(
    sql,
    `SELECT id
     FROM customers
     WHERE email = $1 OR user_id IN (SELECT id FROM users WHERE email = $1)
     ORDER BY id`,
    [email],
  )

const OPEN: ReadonlySet<string> = new Set(['draft', 'pending', 'confirmed'])
export const isOpen = ({ status }: Pick<Order, 'status'>): boolean => OPEN.has(status)

/** The titles of the goods and shipping methods of these orders, as the catalog has them. */
export async function loadTitles(sql: Sql, orders: readonly Order[]): Promise<Titles> {
  const titles = new Map<string, string>()
  const products = new Set(orders.flatMap(({ lines }) => lines.map((line) => line.product_id)))
  for (const id of products) {
    if (id === null) continue
    const row = await sql.get<{ title: string }>('SELECT title FROM products WHERE id = $1', [id])
    if (row !== null) titles.set(id, row.title)
  }
  const methods = await sql.all<{ code_key: string; title: string }>(
    'SELECT code_key, title FROM shipping_methods ORDER BY id',
  )
  for (const { code_key, title } of methods) titles.set(code_key, title)
  return titles
}

/** Ids in a statement. */
const CHUNK = 50

async function inChunks<T>(all: readonly T[], work: (some: readonly T[]) => Promise<unknown>) {
  for (let i = 0; i < all.length; i += CHUNK) await work(all.slice(i, i + CHUNK))
}

/** What receivers of webhooks answered to these events: an answer may repeat what it got. */
export const blankAttempts = (tx: Tx, eventIds: readonly string[]): Promise<void> =>
  inChunks(eventIds, (some) =>
    tx.run(
      `UPDATE webhook_attempts
       SET response = NULL, error = CASE WHEN error IS NULL THEN NULL ELSE '${ERASED}' END
       WHERE delivery_id IN (
         SELECT id FROM webhook_deliveries
         WHERE event_id IN (${placeholders(some)})
       )`,
      some,
    ),
  )

/** Saved views of an account that only it sees go; of the others what names the person. */
export async function blankViews(
  tx: Tx,
  owners: readonly string[],
  names: readonly string[],
): Promise<void> {
  for (const owner of owners) {
    await tx.run('DELETE FROM saved_views WHERE owner = $1 AND shared = 0', [owner])
  }
  const { isIn } = mentionsIn(names)
  const unnamed = (text: string): string => (isIn(text) ? ERASED : text)
  const views = await tx.all<{ id: string; name: string; filter: string; columns: string | null }>(
    'SELECT id, name, filter, columns FROM saved_views ORDER BY id',
  )
  for (const { id, name, filter, columns } of views) {
    const parameters = Object.entries(JSON.parse(filter) as Record<string, string>)
    const kept = [
      unnamed(name),
      JSON.stringify(Object.fromEntries(parameters.map(([key, text]) => [key, unnamed(text)]))),
      columns === null ? null : JSON.stringify((JSON.parse(columns) as string[]).map(unnamed)),
    ]
    if (kept[0] === name && kept[1] === filter && kept[2] === columns) continue
    await tx.run('UPDATE saved_views SET name = $2, filter = $3, columns = $4 WHERE id = $1', [
      id,
      ...kept,
    ])
  }
}

/**
 * Texts about something else, in which staff may have named a person. In those about another person only an
 * e-mail is surely theirs.
 */
const REMARKS = [
  { table: 'api_keys', column: 'name', isOwned: false },
  { table: 'webhooks', column: 'description', isOwned: false },
  { table: 'stock_movements', column: 'reason', isOwned: false },
  { table: 'order_notes', column: 'text', isOwned: true },
] as const

/** Takes the names out of remarks, and leaves the rest of them. */
export async function blankRemarks(tx: Tx, names: readonly string[]): Promise<void> {
  for (const { table, column, isOwned } of REMARKS) {
    const wanted = isOwned ? names.filter(isEmail) : names
    const { isIn, without } = mentionsIn(wanted)
    await inChunks(wanted, async (some) => {
      const found = await tx.all<{ id: string; text: string }>(
        `SELECT id, ${column} AS text
         FROM ${table}
         WHERE ${some.map((_, i) => like(`LOWER(${column})`, i + 1)).join(' OR ')}
         ORDER BY id`,
        some.map(textPattern),
      )
      for (const { id, text } of found) {
        if (!isIn(text)) continue
        await tx.run(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [
          id,
          without(text, ERASED),
        ])
      }
    })
  }
}

/** Views and exports are about no order and no customer, yet their filters may name one. */
const FILTER_TYPES = ['view.created', 'view.updated', 'view.deleted', 'export.created']
const REMARK_TYPES = [
  ...['api_key.created', 'api_key.updated', 'api_key.revoked'],
  ...['webhook.created', 'webhook.updated', 'webhook.deleted', 'webhook.disabled'],
]
const among = (types: readonly string[]): string =>
  `type IN (${types.map((type) => `'${type}'`).join(', ')})`
const IS_DELETED = `order_id IN (SELECT order_id FROM events WHERE type = 'order.deleted')`

/** Where else in the log a person is named, or what they asked for. */
export interface Elsewhere {
  /** Drafts that were deleted: their events go like those of an order. */
  drafts: string[]
  /** Numbers of the events of views and exports, which go. */
  filters: number[]
  /** Numbers of other events, of which the rest stays. */
  remarks: number[]
}

interface Found {
  seq: number
  type: string
  order_id: string | null
  prior: string | null
  body: string
}

/**
 * By all their names, and by `email`, what the person is looked for by: that is also in events of orders
 * and people that had it once, and have another now. Reads all of the log.
 */
export async function elsewhere(
  sql: Sql,
  names: readonly string[],
  users: readonly number[],
  email: string | null,
): Promise<Elsewhere> {
  const [drafts, filters, remarks] = [new Set<string>(), new Set<number>(), new Set<number>()]
  const { isIn } = mentionsIn(names)
  const find = (where: string, wanted: readonly string[]): Promise<void> =>
    inChunks(wanted, async (some) => {
      const conditions = some.map(
        (_, i) => `${like('LOWER(body)', i + 1)} OR ${like('LOWER(prior)', i + 1)}`,
      )
      const found = await sql.all<Found>(
        `SELECT seq, type, order_id, prior, body
         FROM events
         WHERE seq IS NOT NULL AND (${where}) AND (${conditions.join(' OR ')})
         ORDER BY seq`,
        some.map(jsonPattern),
      )
      for (const { seq, type, order_id, prior, body } of found) {
        if (!isIn(`${textOf(body)}\n${prior === null ? '' : textOf(prior)}`)) continue
        if (where === IS_DELETED && order_id !== null) drafts.add(order_id)
        else if (FILTER_TYPES.includes(type)) filters.add(seq)
        else remarks.add(seq)
      }
    })
  await find(IS_DELETED, names)
  await find(among([...FILTER_TYPES, ...REMARK_TYPES]), names)
  if (email !== null) await find('order_id IS NOT NULL OR person IS NOT NULL', [email])
  for (const id of users) {
    const actor = JSON.stringify({ actor: { type: 'user', id } }).slice(1, -1)
    const found = await sql.all<{ seq: number }>(
      `SELECT seq FROM events WHERE seq IS NOT NULL AND ${among(FILTER_TYPES)} AND ${like('body', 1)}
       ORDER BY seq`,
      [textPattern(actor)],
    )
    for (const { seq } of found) filters.add(seq)
  }
  return { drafts: [...drafts], filters: [...filters], remarks: [...remarks] }
}

const like = (column: string, slot: number): string => `${column} LIKE $${slot} ESCAPE '!'`

/** Takes the old words out of the index of search for good. */
export const purgeWords = (tx: Tx): Promise<void> => tx.capabilities.textSearch.purge(tx)
