// The words that an order is found by, written beside it in the same transaction.

import type { Tx } from '#db/port.ts'
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

export async function indexOrder(tx: Tx, before: Order | null, after: Order): Promise<void> {
  if (before !== null && !isTextChanged(before, after)) return
  await tx.run(
    `INSERT INTO order_words (order_id, words)
     VALUES ($1, $2)
     ON CONFLICT (order_id) DO UPDATE SET words = excluded.words
     WHERE order_words.words <> excluded.words`,
    [after.id, searchText(after)],
  )
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
