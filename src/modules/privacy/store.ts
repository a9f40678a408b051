// The SQL of privacy: finds the rows of a person, and erases names from tables besides orders, customers and the
// log.

import { ANSWER, type StoredAnswer } from '#commands/idempotency.ts'
import { placeholders } from '#db/placeholders.ts'
import type { Param, Sql, Tx } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { ERASED, type Titles } from '#domain/personal.ts'
import { rawTextOf, STORED, type StoredEvent, textsOf } from '#events/stored.ts'
import {
  isEmail,
  jsonPattern,
  mentionsOf as mentionsIn,
  textOfJson,
  textPattern,
} from '#lib/mentions.ts'
import { findNoted, loadOrders, rewriteNotes } from '#modules/orders/public.ts'
import type { AnswerKey, Mentions } from './traces.ts'

const texts = async (sql: Sql, text: string, params: readonly Param[]): Promise<string[]> =>
  (await sql.all<{ id: string }>(text, params)).map(({ id }) => id)

const ORDERS_AT_ONCE = 200

/** All orders of these ids, by id. */
export async function loadOrdersOf(sql: Sql, ids: readonly string[]): Promise<Order[]> {
  const orders: Order[] = []
  for (let i = 0; i < ids.length; i += ORDERS_AT_ONCE) {
    const some = ids.slice(i, i + ORDERS_AT_ONCE)
    orders.push(...(await loadOrders(sql, `WHERE id IN (${placeholders(some)}) ORDER BY id`, some)))
  }
  return orders
}

/** Ids of the orders of a customer. */
export const ordersOfCustomer = (sql: Sql, customerId: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE customer_id = $1 ORDER BY id', [customerId])

/** Ids of the orders with this e-mail; `email` in lower case. */
export const ordersOfEmail = (sql: Sql, email: string): Promise<string[]> =>
  texts(sql, 'SELECT id FROM orders WHERE email = $1 ORDER BY id', [email])

/** Ids of the customers with this e-mail, or with an account of it. */
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

/** The catalog's titles of the products of these orders and of all shipping methods, by id and code. */
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

/** Values in a statement. */
const CHUNK = 50

async function inChunks<T>(all: readonly T[], work: (some: readonly T[]) => Promise<unknown>) {
  for (let i = 0; i < all.length; i += CHUNK) await work(all.slice(i, i + CHUNK))
}

/** Erases the answers of webhook receivers to these events: they may repeat the body. */
export const eraseResponses = (tx: Tx, eventIds: readonly string[]): Promise<void> =>
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

/** Deletes the private views of these accounts, and erases the names from all others. */
export async function eraseViews(
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

/** Texts about something else in which staff may have named a person. */
const REMARKS = [
  { table: 'api_keys', key: 'id', column: 'name' },
  { table: 'webhooks', key: 'id', column: 'description' },
  { table: 'movements', key: 'n', column: 'reason' },
] as const

/** Erases the names from remarks, and the e-mails from the notes of these orders; the rest of each text stays. */
export async function eraseRemarks(
  tx: Tx,
  names: readonly string[],
  notedOrders: readonly string[],
): Promise<void> {
  const { isIn, without } = mentionsIn(names)
  for (const { table, key, column } of REMARKS) {
    await inChunks(names, async (some) => {
      const found = await tx.all<{ key: string | number; text: string }>(
        `SELECT ${key} AS key, ${column} AS text
         FROM ${table}
         WHERE ${some.map((_, i) => like(`LOWER(${column})`, i + 1)).join(' OR ')}
         ORDER BY ${key}`,
        some.map(textPattern),
      )
      for (const one of found) {
        if (!isIn(one.text)) continue
        await tx.run(`UPDATE ${table} SET ${column} = $2 WHERE ${key} = $1`, [
          one.key,
          without(one.text, ERASED),
        ])
      }
    })
  }
  const ofNotes = mentionsIn(names.filter(isEmail))
  for (const id of notedOrders) {
    await rewriteNotes(tx, id, (text) => ofNotes.without(text, ERASED))
  }
}

/** A note on an order is about another person: only an e-mail in it is certainly theirs. */
async function ordersNoted(sql: Sql, names: readonly string[]): Promise<string[]> {
  const emails = names.filter(isEmail)
  const { isIn } = mentionsIn(emails)
  const found = new Set<string>()
  await inChunks(emails, async (some) => {
    const where = some.map((_, i) => like('LOWER(d.rest)', i + 1)).join(' OR ')
    for (const id of await findNoted(sql, where, some.map(jsonPattern), isIn)) found.add(id)
  })
  return [...found]
}

/** Events of views and exports: their filters may name a person. */
const FILTER_TYPES = ['view.created', 'view.updated', 'view.deleted', 'export.created']
const REMARK_TYPES = [
  ...['api_key.created', 'api_key.updated', 'api_key.confirmed', 'api_key.revoked'],
  ...['webhook.created', 'webhook.updated', 'webhook.deleted', 'webhook.disabled'],
]
const among = (types: readonly string[]): string =>
  `type IN (${types.map((type) => `'${type}'`).join(', ')})`

/** Events in a page: a page of the log takes 2 ms to look through, in which nothing else runs. */
const EVENTS_PAGE = 250

type FoundEvent = StoredEvent & { seq: number }

/** The events with a seq where `condition` is true, by pages, oldest first. `params` begin with $2. */
async function* eventsWhere(
  sql: Sql,
  condition: string,
  params: readonly Param[] = [],
): AsyncGenerator<FoundEvent> {
  let after = 0
  for (;;) {
    const page = await sql.all<FoundEvent>(
      `SELECT seq, ${STORED}
       FROM events
       WHERE seq > $1 AND (${condition})
       ORDER BY seq
       LIMIT ${EVENTS_PAGE}`,
      [after, ...params],
    )
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < EVENTS_PAGE) return
    after = last.seq
  }
}

/** A search for names in events. */
function eventMentions(names: readonly string[]): (event: StoredEvent) => boolean {
  const { isIn, mayBeIn } = mentionsIn(names)
  return (event) => {
    if (!mayBeIn(rawTextOf(event))) return false
    const { body, prior } = textsOf(event)
    return isIn(`${textOfJson(body)}\n${prior === null ? '' : textOfJson(prior)}`)
  }
}

/**
 * Finds events by the names, by the accounts (`users`, as actors), and by `email` also in events of orders and
 * people that had it once; and the orders of others that note an e-mail. Reads all of the log and of the orders.
 */
export async function loadMentions(
  sql: Sql,
  names: readonly string[],
  users: readonly number[],
  email: string | null,
): Promise<Mentions> {
  const [drafts, filters, remarks] = [new Set<string>(), new Set<number>(), new Set<number>()]
  const isMentionedIn = eventMentions(names)
  const deleted = await texts(
    sql,
    `SELECT DISTINCT order_id AS id FROM events WHERE type = 'order.deleted' ORDER BY order_id`,
    [],
  )
  await inChunks(deleted, async (some) => {
    for await (const event of eventsWhere(sql, `order_id IN (${placeholders(some, 2)})`, some)) {
      if (event.order_id !== null && isMentionedIn(event)) drafts.add(event.order_id)
    }
  })

  const add = ({ seq, type }: FoundEvent): unknown =>
    (FILTER_TYPES.includes(type) ? filters : remarks).add(seq)
  const actors = users.map((id) => JSON.stringify({ actor: { type: 'user', id } }).slice(1, -1))
  const isByUser = (event: StoredEvent): boolean =>
    FILTER_TYPES.includes(event.type) && actors.some((actor) => rawTextOf(event).includes(actor))
  for await (const event of eventsWhere(sql, among([...FILTER_TYPES, ...REMARK_TYPES]))) {
    if (isByUser(event) || isMentionedIn(event)) add(event)
  }

  if (email !== null) {
    const hasEmail = eventMentions([email])
    for await (const event of eventsWhere(sql, 'order_id IS NOT NULL OR person IS NOT NULL')) {
      if (hasEmail(event)) add(event)
    }
  }
  const notes = await ordersNoted(sql, names)
  return { drafts: [...drafts], filters: [...filters], remarks: [...remarks], notes }
}

const like = (column: string, slot: number): string => `${column} LIKE $${slot} ESCAPE '!'`

export const ANSWERS_PAGE = 100

/** The next ANSWERS_PAGE stored answers after (created_at, caller, key). */
export const loadAnswers = (sql: Sql, after: readonly [number, string, string]) =>
  sql.all<AnswerKey & StoredAnswer & { created_at: number }>(
    `SELECT caller, key, ${ANSWER}, created_at
     FROM idempotency
     WHERE (created_at, caller, key) > ($1, $2, $3)
     ORDER BY created_at, caller, key
     LIMIT ${ANSWERS_PAGE}`,
    after,
  )

export const eraseAnswer = (tx: Tx, { caller, key }: AnswerKey): Promise<number> =>
  tx.run(
    `UPDATE idempotency
     SET body = '', location = NULL, packed = NULL, secret = 1
     WHERE caller = $1 AND key = $2`,
    [caller, key],
  )
