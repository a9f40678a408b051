// Where a person is found in SQL, and what is taken out besides orders, customers and the log.

import type { Param, Sql, Tx } from '#db/port.ts'
import { SEARCH } from '#db/search.ts'
import type { Order } from '#domain/order.ts'
import { ERASED, type Titles } from '#domain/personal.ts'

const texts = async (sql: Sql, text: string, params: readonly Param[]): Promise<string[]> =>
  (await sql.all<{ id: string }>(text, params)).map(({ id }) => id)

/** Every order of a customer. */
export const ordersOfCustomer = (sql: Sql, customerId: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE customer_id = $1 ORDER BY id', [customerId])

/** Every order with this e-mail; `email` in lower case. */
export const ordersOfEmail = (sql: Sql, email: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE email = $1 ORDER BY id', [email])

export const customersOfEmail = (sql: Sql, email: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM customers WHERE email = $1 ORDER BY id', [email])

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

/**
 * Answers that are kept for replays and name one of these: the key stays taken, the answer goes, and a
 * replay is told that it is no longer kept.
 */
export const blankAnswers = (tx: Tx, needles: readonly string[]): Promise<void> =>
  inChunks(needles, (some) =>
    tx.run(
      `UPDATE idempotency
       SET body = '', secret = 1
       WHERE ${some.map((_, i) => like('LOWER(body)', i + 1)).join(' OR ')}`,
      some.map(pattern),
    ),
  )

/** What receivers of webhooks answered to these events: an answer may repeat what it got. */
export const blankAttempts = (tx: Tx, eventIds: readonly string[]): Promise<void> =>
  inChunks(eventIds, (some) =>
    tx.run(
      `UPDATE webhook_attempts
       SET response = NULL, error = CASE WHEN error IS NULL THEN NULL ELSE '${ERASED}' END
       WHERE delivery_id IN (
         SELECT id FROM webhook_deliveries
         WHERE event_id IN (${some.map((_, i) => `$${i + 1}`).join(', ')})
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
  const views = await tx.all<{ id: string; name: string; filter: string }>(
    'SELECT id, name, filter FROM saved_views ORDER BY id',
  )
  for (const { id, name, filter } of views) {
    const parameters = Object.entries(JSON.parse(filter) as Record<string, string>)
    const erased = JSON.stringify(
      Object.fromEntries(parameters.map(([key, text]) => [key, unnamed(text, names)])),
    )
    const called = unnamed(name, names)
    if (erased === filter && called === name) continue
    await tx.run('UPDATE saved_views SET name = $2, filter = $3 WHERE id = $1', [
      id,
      called,
      erased,
    ])
  }
}

const unnamed = (text: string, names: readonly string[]): string =>
  names.some((name) => text.toLowerCase().includes(name)) ? ERASED : text

/** Views and exports are about no order and no customer, yet their filters may name one. */
const FREE_TYPES = ['view.created', 'view.updated', 'view.deleted', 'export.created']

/**
 * Numbers of such events, and of those of drafts that were deleted, that hold one of the texts or were
 * caused by one of the accounts.
 */
export async function mentionsOf(
  sql: Sql,
  names: readonly string[],
  users: readonly number[],
): Promise<number[]> {
  const actors = users.map((id) => JSON.stringify({ actor: { type: 'user', id } }).slice(1, -1))
  const seqs = new Set<number>()
  await inChunks([...names, ...actors], async (some) => {
    const conditions = some.map((_, i) => like('LOWER(body)', i + 1)).join(' OR ')
    const found = await sql.all<{ seq: number }>(
      `SELECT seq
       FROM events
       WHERE seq IS NOT NULL
         AND (type IN (${FREE_TYPES.map((type) => `'${type}'`).join(', ')})
           OR order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM orders WHERE id = order_id))
         AND (${conditions})
       ORDER BY seq`,
      some.map(pattern),
    )
    for (const { seq } of found) seqs.add(seq)
  })
  return [...seqs]
}

/** Numbers of the events of orders that had this e-mail once, and have another now. */
export async function formerOf(sql: Sql, email: string): Promise<number[]> {
  const found = await sql.all<{ seq: number }>(
    `SELECT seq
     FROM events
     WHERE seq IS NOT NULL
       AND (${like('LOWER(body)', 1)} OR ${like('LOWER(prior)', 1)})
       AND EXISTS (SELECT 1 FROM orders WHERE id = order_id AND (email IS NULL OR email <> $2))
     ORDER BY seq`,
    [pattern(email), email],
  )
  return found.map(({ seq }) => seq)
}

const like = (column: string, slot: number): string => `${column} LIKE $${slot} ESCAPE '!'`
const pattern = (text: string): string => `%${text.replace(/[!%_]/g, '!$&')}%`

/** Takes the old words out of the index of search for good. */
export const purgeWords = (tx: Tx): Promise<void> => SEARCH[tx.engine].purge(tx)
