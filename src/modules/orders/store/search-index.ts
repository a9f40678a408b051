// The words that an order is found by, written beside it in the same transaction.

import type { Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Address, Order } from '#domain/order.ts'
import { codeWords, phoneWords, WORD_RULES, wordsOf } from '#lib/tokenize.ts'

/** At most 250,000 characters of an order are searched; PostgreSQL's index ends at 1 MiB of UTF-8. */
const LENGTH_MAX = 250_000

/** Texts that are found by their words. */
function textsOf({ email, lines, ...order }: Order): (string | null | undefined)[] {
  const addresses = addressesOf(order)
  return [
    email,
    ...addresses.flatMap(({ name, company, city }) => [name, company, city]),
    ...lines.map(({ title }) => title),
  ]
}

/** Codes, found with blanks and dashes or without. */
const codesOf = (order: Order): (string | null | undefined)[] => [
  order.number,
  order.external_id,
  ...order.lines.map(({ sku }) => sku),
  ...addressesOf(order).map(({ postal_code }) => postal_code),
  ...order.fulfillments.flatMap(({ tracking }) => tracking.map(({ number }) => number)),
]

const phonesOf = (order: Order): (string | null | undefined)[] => [
  order.phone,
  ...addressesOf(order).map(({ phone }) => phone),
]

type Addressed = Pick<Order, 'shipping_address' | 'billing_address'>
const addressesOf = ({ shipping_address, billing_address }: Addressed): Address[] =>
  [shipping_address, billing_address].filter((address) => address !== null)

const present = (texts: readonly (string | null | undefined)[]): string[] =>
  [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))] as string[]

/** Each word of an order once. */
export function searchText(order: Order): string {
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

const WORDS = rows<{ order_id: string; words: string; word_rules: number }>('order_words', {
  order_id: 'plain',
  words: 'plain',
  word_rules: 'plain',
})

/** Of orders that are new. */
export const indexOrders = (tx: Tx, orders: readonly Order[]): Promise<void> =>
  WORDS.insert(
    tx,
    orders.map((order) => ({
      order_id: order.id,
      words: searchText(order),
      word_rules: WORD_RULES,
    })),
  )

export async function reindexOrder(tx: Tx, before: Order, after: Order): Promise<void> {
  if (!isTextChanged(before, after)) return
  await tx.run(
    `UPDATE order_words
     SET words = $2, word_rules = $3
     WHERE order_id = $1 AND (words <> $2 OR word_rules <> $3)`,
    [after.id, searchText(after), WORD_RULES],
  )
}

const TEXT_FIELDS = [
  'number',
  'email',
  'phone',
  'shipping_address',
  'billing_address',
  'lines',
  'fulfillments',
] as const

const isTextChanged = (before: Order, after: Order): boolean =>
  TEXT_FIELDS.some((field) => before[field] !== after[field])
