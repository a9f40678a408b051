// The index of the words that orders are found by. A command writes no words: the index is fed from the log
// (search-catch-up.ts), and built again from all orders where there is none of this version's rules.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Param, SearchEntry, Sql, Tx } from '#db/port.ts'
import type { Address, Fulfillment, Line, Order } from '#domain/order.ts'
import { lockConsumer } from '#events/consumer.ts'
import { codeWords, phoneWords, WORD_RULES, wordsOf } from '#lib/tokenize.ts'
import { joinDocument, type OrderDocument } from './document.ts'

/** The name of the consumer that feeds the index. Each writer of entries locks it. */
export const SEARCH = 'search'

/** At most 250,000 characters of an order are searched; PostgreSQL's index ends at 1 MiB of UTF-8. */
const LENGTH_MAX = 250_000

/** The fields of an order with words, as the order and its document have them. */
type Searched = Pick<
  Order,
  'number' | 'email' | 'phone' | 'external_id' | 'shipping_address' | 'billing_address'
> & {
  lines: readonly Pick<Line, 'title' | 'sku'>[]
  fulfillments: readonly Pick<Fulfillment, 'tracking'>[]
}

/** Texts that are found by their words. */
function textsOf({ email, lines, ...order }: Searched): (string | null | undefined)[] {
  const addresses = addressesOf(order)
  return [
    email,
    ...addresses.flatMap(({ name, company, city }) => [name, company, city]),
    ...lines.map(({ title }) => title),
  ]
}

/** Codes, found with blanks and dashes or without. */
const codesOf = (order: Searched): (string | null | undefined)[] => [
  order.number,
  order.external_id,
  ...order.lines.map(({ sku }) => sku),
  ...addressesOf(order).map(({ postal_code }) => postal_code),
  ...order.fulfillments.flatMap(({ tracking }) => tracking.map(({ number }) => number)),
]

const phonesOf = (order: Searched): (string | null | undefined)[] => [
  order.phone,
  ...addressesOf(order).map(({ phone }) => phone),
]

type Addressed = Pick<Order, 'shipping_address' | 'billing_address'>
const addressesOf = ({ shipping_address, billing_address }: Addressed): Address[] =>
  [shipping_address, billing_address].filter((address) => address !== null)

const present = (texts: readonly (string | null | undefined)[]): string[] =>
  [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))] as string[]

/** Each word of an order once. */
function searchText(order: Searched): string {
  const words = new Set([
    ...wordsOf(present(textsOf(order)).join(' ')),
    ...present(codesOf(order)).flatMap(codeWords),
    ...present(phonesOf(order)).flatMap(phoneWords),
  ])
  let length = 0
  const kept = [...words].filter((word) => {
    length += word.length + 1
    return length <= LENGTH_MAX
  })
  return kept.join(' ')
}

type DocumentRow = Pick<OrderDocument, 'head' | 'rest'> & { n: number }

const entryOf = ({ n, head, rest }: DocumentRow): SearchEntry => [
  n,
  searchText(JSON.parse(joinDocument(head, rest)) as Searched),
]

/** Entries of orders, by `n`. */
async function readEntries(
  sql: Sql,
  condition: string,
  params: readonly Param[],
): Promise<SearchEntry[]> {
  const found = await sql.all<DocumentRow>(
    `SELECT orders.n, head, rest
     FROM orders
     JOIN order_documents ON order_documents.n = orders.n
     WHERE ${condition}`,
    params,
  )
  return found.map(entryOf)
}

/** Orders of one statement. */
const ORDERS_AT_ONCE = 500

/**
 * Indexes these orders as they are in this transaction; an id without an order is left out. The consumer is
 * locked.
 */
export async function indexOrders(tx: Tx, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += ORDERS_AT_ONCE) {
    const asked = padToPowerOfTwo(ids.slice(i, i + ORDERS_AT_ONCE), '')
    const condition = `orders.id IN (${placeholders(asked)}) ORDER BY orders.n`
    const entries = await readEntries(tx, condition, asked)
    if (entries.length > 0) await tx.capabilities.textSearch.put(tx, entries)
  }
}

/** For an order that is deleted: a batch under way has it still, and writes it before or not at all. */
export async function unindexOrder(tx: Tx, n: number): Promise<void> {
  await lockConsumer(tx, SEARCH)
  await tx.capabilities.textSearch.remove(tx, n)
}

/** Replaces the entries of these orders. Their old words are in the file until `purgeStep` is through. */
export async function replaceWords(tx: Tx, ids: readonly string[]): Promise<void> {
  await lockConsumer(tx, SEARCH)
  await indexOrders(tx, ids)
  await tx.run('UPDATE search_index SET purging = 1 WHERE one = 1')
}

export const isPurging = async (sql: Sql): Promise<boolean> =>
  (await sql.get('SELECT 1 AS one FROM search_index WHERE purging > 0')) !== null

/** Removes replaced words from the file; true where more are left. Commands may go on between two steps. */
export async function purgeStep(tx: Tx): Promise<boolean> {
  await lockConsumer(tx, SEARCH)
  const row = await tx.get<{ purging: number }>(
    'SELECT purging FROM search_index WHERE purging > 0',
  )
  if (row === null) return false
  const isMore = await tx.capabilities.textSearch.purge(tx, row.purging === 1)
  await tx.run('UPDATE search_index SET purging = $1 WHERE one = 1', [isMore ? 2 : 0])
  return isMore
}

interface IndexState {
  word_rules: number
  /** Orders up to this `n` are in the index, while it is built; null: all that the consumer has come to. */
  built_to: number | null
}

async function indexState(sql: Sql): Promise<IndexState> {
  const row = await sql.get<IndexState>(
    'SELECT word_rules, built_to FROM search_index WHERE one = 1',
  )
  if (row === null) throw new Error('the row of search_index is missing')
  return row
}

/** false: a node of a newer orderd feeds the index, by rules that this version does not have. */
export const isIndexOurs = async (sql: Sql): Promise<boolean> =>
  (await indexState(sql)).word_rules <= WORD_RULES

/**
 * Builds the index from up to `limit` further orders where its words are of older rules or it is not complete;
 * returns their number, 0 where it is. Commands and the consumer may go on meanwhile.
 */
export async function rebuildIndex(tx: Tx, limit: number): Promise<number> {
  if (isBuilt(await indexState(tx))) return 0
  await lockConsumer(tx, SEARCH)
  const state = await indexState(tx)
  if (isBuilt(state)) return 0
  const builtTo = state.word_rules < WORD_RULES ? 0 : (state.built_to ?? 0)
  const condition = 'orders.n > $1 ORDER BY orders.n LIMIT $2'
  const entries = await readEntries(tx, condition, [builtTo, limit])
  if (entries.length > 0) await tx.capabilities.textSearch.put(tx, entries)
  const last = entries.length < limit ? null : entries.at(-1)
  await tx.run('UPDATE search_index SET word_rules = $1, built_to = $2 WHERE one = 1', [
    WORD_RULES,
    last?.[0] ?? null,
  ])
  return entries.length
}

const isBuilt = ({ word_rules, built_to }: IndexState): boolean =>
  word_rules > WORD_RULES || (word_rules === WORD_RULES && built_to === null)
