// The words that an order is found by, written beside it in the same transaction.

import type { Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Address, Order } from '#domain/order.ts'
import { wordsOf } from '#lib/words.ts'

const addressText = (address: Address | null): (string | undefined)[] =>
  address === null ? [] : [address.name, address.company]

/** So much of an order is searched; the index of PostgreSQL ends at a megabyte of UTF-8. */
const LENGTH_MAX = 250_000

/** number, names, e-mail, skus, titles, tracking numbers, external id; each word once. */
function searchText(order: Order): string {
  const parts = [
    order.number,
    order.external_id,
    order.email,
    ...addressText(order.shipping_address),
    ...addressText(order.billing_address),
    ...order.lines.flatMap((line) => [line.sku, line.title]),
    ...order.fulfillments.flatMap((f) => f.tracking.map((t) => t.number)),
  ]
  const words = new Set(wordsOf(parts.filter((part) => part).join(' ')))
  let length = 0
  const kept = [...words].filter((word) => {
    length += word.length + 1
    return length <= LENGTH_MAX
  })
  return kept.join(' ')
}

const WORDS = rows<{ order_id: string; words: string }>('order_words', {
  order_id: 'plain',
  words: 'plain',
})

/** Of orders that are new. */
export const indexOrders = (tx: Tx, orders: readonly Order[]): Promise<void> =>
  WORDS.insert(
    tx,
    orders.map((order) => ({ order_id: order.id, words: searchText(order) })),
  )

export async function reindexOrder(tx: Tx, before: Order, after: Order): Promise<void> {
  if (!isTextChanged(before, after)) return
  await tx.run('UPDATE order_words SET words = $2 WHERE order_id = $1 AND words <> $2', [
    after.id,
    searchText(after),
  ])
}

const TEXT_FIELDS = [
  'number',
  'email',
  'shipping_address',
  'billing_address',
  'lines',
  'fulfillments',
] as const

const isTextChanged = (before: Order, after: Order): boolean =>
  TEXT_FIELDS.some((field) => before[field] !== after[field])
