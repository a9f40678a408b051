// Orders that a file brings whole: one of this very shop is found by its id, one that came in before
// by the number it has at home, and any other is made. A provider's reference that another order has
// already keeps it out.

import type { Answer, Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf, type Caller } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import { externalKey, type OrderImage, OWN_SOURCE } from '#domain/import/image.ts'
import { importNative } from '#domain/import/native.ts'
import { flattenOrder } from '#domain/import/order-to-csv.ts'
import { isTouched, reimportNative, replaceNative } from '#domain/import/reimport.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { exponentOf } from '#lib/currencies.ts'
import { type Bound, readTimestamp } from '#lib/timestamp.ts'
import { trackingToken } from '#lib/tracking-token.ts'
import { customerExists } from '#modules/customers/public.ts'
import { findTransaction, loadOrder, orderExists, presentOrder } from '#modules/orders/public.ts'
import { loadProductsBySku } from '#modules/products/public.ts'
import { loadLocation } from '#modules/stock/public.ts'
import { customerOf } from './customers.ts'
import {
  answerOf,
  duplicate,
  duplicateInFile,
  type Planned,
  replaceOrder,
  requireImportCurrency,
  type Terms,
} from './existing-orders.ts'
import { loadForeignOrder } from './store.ts'

/** 422 validation, 409 duplicate_external_id, insufficient_stock. */
export async function planImage(
  tx: Tx,
  image: OrderImage,
  { settings, began_at }: Terms,
  context: Context,
): Promise<Planned> {
  const existing = await findExisting(tx, image)
  const { customerId, events } = await customerOfImage(tx, image, context)
  const decision = await decisionOf(tx, image, settings, customerId, context)
  requireImportCurrency(decision.order, existing)
  if (existing === null) {
    await requireFreeReferences(tx, decision.order)
    return { decision, events }
  }
  const verdict = reimportNative(existing, decision.order, {
    isSame: sameBusiness(existing, decision.order, context.caller),
    hasGoneOn: hasGoneOn(existing, image),
  })
  if (verdict === 'unchanged') return answerOf(200, existing, [])
  if (verdict === 'refuse') throw isThere(existing, decision.order)
  if (existing.updated_at >= began_at) throw duplicateInFile(existing)
  await requireFreeReferences(tx, decision.order)
  const replaced = await replaceOrder(tx, context, existing, decision, replaceNative)
  return answerOf(200, decision.order, [...replaced, ...events])
}

async function findExisting(tx: Tx, image: OrderImage): Promise<Order | null> {
  const own = image.id === undefined ? null : await loadOrder(tx, image.id)
  if (own !== null && isItself(own, image)) return own
  return loadForeignOrder(tx, externalKey(image))
}

/**
 * Its id names an order of this shop, and its number agrees: a file from elsewhere is never taken for
 * one of ours by an id alone. One that was a draft when it left had no number yet.
 */
function isItself(existing: Order, image: OrderImage): boolean {
  const [ours, theirs] = [externalKey(existing), externalKey(image)]
  if (theirs.external_source !== ours.external_source) return false
  if (theirs.external_id === ours.external_id) return true
  return existing.external_id === null && theirs.external_id === existing.id
}

/** The customer of this very id, or the one that stands for it here; made where there is none. */
async function customerOfImage(
  tx: Tx,
  { customer_id = null, email = null, phone = null, shipping_address = null }: OrderImage,
  context: Context,
): Promise<{ customerId: string | null; events: Answer['events'] }> {
  if (customer_id !== null && (await customerExists(tx, customer_id))) {
    return { customerId: customer_id, events: [] }
  }
  const known = { email, phone, shipping_address }
  return customerOf(tx, { ...known, external_source: OWN_SOURCE, customer: customer_id }, context)
}

async function decisionOf(
  tx: Tx,
  image: OrderImage,
  settings: Settings,
  customerId: string | null,
  context: Context,
): Promise<Decision> {
  const skus = image.lines.flatMap(({ kind, sku }) => (kind === 'product' && sku ? [sku] : []))
  const exchanged = image.returns.map((one) => one.exchange_order_id)
  const places = [...image.fulfillments, ...image.returns].map((one) => one.location_id)
  return importNative(image, {
    now: context.now,
    nextId: (prefix) => context.ids.next(prefix),
    timeOf: (text, bound) => timeIn(settings.timezone, text, bound),
    exponentOf,
    trackingToken,
    createdBy: actorOf(context.caller),
    hold_ms: settings.hold_ms,
    tax_rounding: settings.tax_rounding,
    customer_id: customerId,
    products: await loadProductsBySku(tx, [...new Set(skus)]),
    locations: await known(places, async (id) => (await loadLocation(tx, id)) !== null),
    orders: await known([image.origin_order_id, ...exchanged], (id) => orderExists(tx, id)),
  })
}

/** 422 validation: a day that the zone left out. Everything else of a time was checked with the image. */
function timeIn(timezone: string, text: string, bound: Bound): number {
  const at = readTimestamp(text, bound, timezone)
  if (at === null) throw invalid([{ path: '', message: `there is no ${text} in ${timezone}` }])
  return at
}

/** Those of the ids that name something here. Mostly there is none to ask for. */
async function known(
  ids: readonly (string | null | undefined)[],
  exists: (id: string) => Promise<boolean>,
): Promise<Set<string>> {
  const found = new Set<string>()
  for (const id of new Set(ids)) {
    if (id != null && (await exists(id))) found.add(id)
  }
  return found
}

/** 409 duplicate_external_id: one reference of a provider stands for one transaction. */
async function requireFreeReferences(tx: Tx, { payments }: Order): Promise<void> {
  for (const { provider, transactions } of payments) {
    for (const { provider_txn_id: reference } of transactions) {
      if (reference === null) continue
      const taken = await findTransaction(tx, provider, reference)
      if (taken === null) continue
      throw new DomainError(
        'duplicate_external_id',
        `The transaction ${reference} of ${provider} is on another order already.`,
        { order_id: taken.order_id },
      )
    }
  }
}

/** An order of this shop tells its version; one from elsewhere began with its first here. */
const hasGoneOn = (existing: Order, { id, version }: OrderImage): boolean =>
  existing.id === id
    ? version !== undefined && existing.version > version
    : isTouched(existing) && existing.version > 1

/** Two orders are the same where their rows are, but for what they and their kin are known by. */
function sameBusiness(one: Order, other: Order, reader: Caller): boolean {
  const text = (order: Order): string => {
    const returns = order.returns.map((one) => ({ ...one, exchange_order_id: null }))
    const rows = flattenOrder(presentOrder({ ...order, returns }, reader))
    return JSON.stringify(rows.map((row) => ({ ...row, ...NO_NAMES })))
  }
  return text(one) === text(other)
}

const NO_NAMES = {
  id: undefined,
  number: undefined,
  version: undefined,
  external_source: undefined,
  external_id: undefined,
  origin_order_id: undefined,
}

function isThere(existing: Order, imported: Order): DomainError {
  if (isTouched(existing)) {
    return duplicate(
      existing,
      'is there already, paid or shipped, and the file says something else',
    )
  }
  return duplicate(
    existing,
    `is there already and ${existing.status}, and the file makes it ${imported.status}`,
  )
}
