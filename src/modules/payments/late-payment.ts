// A late payment brings an expired order back where its stock and codes are still free. They are judged on
// locked rows, so that the answer is still true when the order returns in the same transaction. The payment
// is recorded in both cases.

import type { Tx } from '#db/port.ts'
import { unshippedUnits } from '#domain/lifecycle.ts'
import type { Order } from '#domain/order.ts'
import { loadCouponsByCode } from '#modules/coupons/public.ts'
import { lockLevels, quoteStock } from '#modules/stock/public.ts'

/** Skus out of stock and codes used up; nothing for an order that has not expired. */
export async function lackingFor(tx: Tx, order: Order): Promise<string[]> {
  if (order.status !== 'expired') return []
  return [...(await shortSkus(tx, order)), ...(await usedUpCodes(tx, order))]
}

async function shortSkus(tx: Tx, order: Order): Promise<string[]> {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const wanted = unshippedUnits(order, 'reserve').flatMap(({ line_id, quantity }) => {
    const line = lines.get(line_id)
    if (line?.product_id == null) return []
    return [{ product_id: line.product_id, sku: line.sku ?? line.title, quantity }]
  })
  await lockLevels(
    tx,
    wanted.map(({ product_id }) => product_id),
  )
  return (await quoteStock(tx, wanted)).map(({ sku }) => sku)
}

async function usedUpCodes(tx: Tx, order: Order): Promise<string[]> {
  const taken = order.discounts.filter(({ coupon_id }) => coupon_id !== null)
  const ids = taken.flatMap(({ coupon_id }) => (coupon_id === null ? [] : [coupon_id])).sort()
  for (const id of ids) await tx.lock('coupons', 'id', id)
  const codes = taken.flatMap(({ code }) => (code === null ? [] : [code]))
  const coupons = [...(await loadCouponsByCode(tx, codes)).values()]
  return coupons
    .filter(({ usage_limit, used }) => usage_limit !== null && used >= usage_limit)
    .map(({ code }) => code)
}
