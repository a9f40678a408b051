// The commands of an order's life. Each loads, asks the domain, and writes through changeOrder or
// createOrder. Besides the codes named at each, all may answer 404 not_found and, where the caller's
// role does not cover it, 403 forbidden.

import type { Static } from '@sinclair/typebox'
import { checkArgs } from '#commands/args.ts'
import { type Context, command, noContent } from '#commands/command.ts'
import { type Sql, type Tx, UniqueViolation } from '#db/port.ts'
import { actorOf, forbidden, isStaff, type Policy } from '#domain/access.ts'
import { mayCustomerCancel } from '#domain/allowed.ts'
import {
  created,
  type LineRequest,
  type OrderRequest,
  refreshPrices,
  requireTotal,
} from '#domain/build-order.ts'
import { cancel } from '#domain/cancel.ts'
import { begin, type Decision } from '#domain/decision.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import {
  archive,
  complete,
  confirm,
  expire,
  hold,
  place,
  type Rules,
  release,
  reopen,
  resolve,
  unarchive,
} from '#domain/lifecycle.ts'
import { withNote } from '#domain/note.ts'
import type { Line, Order } from '#domain/order.ts'
import { type NewPayment, withPayment } from '#domain/payment.ts'
import { rulesOf, type Settings } from '#domain/settings.ts'
import { isRateDerived } from '#domain/tax.ts'
import { requireTransition } from '#domain/transitions.ts'
import { timeOf } from '#http/times.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { quoteStock } from '#modules/stock/public.ts'
import { buildDraft, loadCatalog, requireCurrency } from './load-catalog.ts'
import {
  CancelArgs,
  HoldArgs,
  NoteArgs,
  OwnOrderRequest,
  PlaceArgs,
  type QuoteBody,
  StaffOrderRequest,
} from './model.ts'
import { newPayment, requireUnrecorded, takenElsewhere } from './new-payment.ts'
import { presentOrder } from './present.ts'
import { encodeOrder } from './store/document.ts'
import { deleteDraft, findExternally } from './store/orders.ts'
import {
  createOrder,
  type DecideContext,
  loadVisible,
  onOrder,
  orderCommand,
  orderEvents,
  target,
} from './update.ts'

export { patchOrder, patchOwnOrder } from './patches.ts'

const OWNER: Policy = { user: 'orders:write' }
const STAFF: Policy = { staff: 'orders:write' }

export type NewOrder = Static<typeof StaffOrderRequest>

async function runCreate(tx: Tx, args: NewOrder, context: Context) {
  const settings = await loadSettings(tx)
  const { draft: isDraft = false, expected_total, expires_at: _, payment: __, ...request } = args
  if (isDraft) requireUnplaced(args)
  const { until, paid } = placingOf(args, settings)
  // First of the refusals, so that a repeated notice of a provider is answered with the order that it made.
  if (paid) await requireUnrecorded(tx, paid)
  const draft = await buildDraft(tx, settings, request, context)
  requireTotal(draft, expected_total)
  await requireFreeExternalId(tx, draft)
  const decision = isDraft
    ? created(draft)
    : placed(draft, { until, paid }, { rules: rulesOf(settings), context })
  return createOrder(tx, context, settings, decision)
}

interface Placing {
  until: number | null | undefined
  paid: NewPayment | undefined
}

/** The clock and the payment that a request names. 422 validation for a time that does not exist. */
const placingOf = ({ expires_at, payment }: NewOrder, settings: Settings): Placing => ({
  until: expires_at && timeOf(expires_at, 'until', settings, 'expires_at'),
  paid: payment && newPayment(payment, settings, 'payment.'),
})

/** 422 validation: a draft has neither a clock nor a payment. */
function requireUnplaced(args: NewOrder): void {
  const errors = (['expires_at', 'payment'] as const)
    .filter((field) => args[field] !== undefined)
    .map((path) => ({ path, message: 'Only an order that is placed has this' }))
  if (errors.length > 0) throw invalid(errors)
}

/** A draft that is placed and, with a payment, paid in one version. */
function placed(
  draft: Order,
  { until, paid }: Placing,
  { rules, context: { now, ids } }: { rules: Rules; context: Context },
): Decision {
  const decision = place(draft, rules, now, until)
  return paid ? withPayment(decision, paid, { rules, now, nextId: ids.next }) : decision
}

async function requireFreeExternalId(tx: Tx, order: Order): Promise<void> {
  const { external_source: source, external_id: id } = order
  if (id === null) return
  const taken = await findExternally(tx, source, id)
  if (taken !== null) throw duplicateExternalId(id, { order_id: taken })
}

const duplicateExternalId = (id: string, details: { order_id?: string }): DomainError =>
  new DomainError('duplicate_external_id', `Order ${id} is there already.`, details)

/**
 * 409 insufficient_stock, coupon_invalid, price_changed, duplicate_external_id, amount_exceeded {transaction}
 * for a payment that is recorded already; 422 validation.
 */
export const createStaffOrder = command({
  name: 'order.create',
  args: StaffOrderRequest,
  who: STAFF,
  isIndependent: true,
  async run(tx, args, context) {
    try {
      return await runCreate(tx, args, context)
    } catch (error) {
      // Of two at the same moment the second could not see the first.
      if (!(error instanceof UniqueViolation)) throw error
      throw takenMeanwhile(error, args)
    }
  },
})

function takenMeanwhile(error: UniqueViolation, { external_id, payment }: NewOrder): Error {
  const isOf = (word: string): boolean => error.constraint.includes(word)
  if (external_id !== undefined && isOf('external')) return duplicateExternalId(external_id, {})
  return payment !== undefined && isOf('payment') ? takenElsewhere() : error
}

/** The same for a customer, who may say less: another field is a 422. */
export const createOwnOrder = command({
  name: 'order.create',
  args: OwnOrderRequest,
  who: OWNER,
  isIndependent: true,
  run: runCreate,
})

/**
 * The order that the request would make before it is placed and paid, and the skus that are short; writes
 * nothing. The errors of createStaffOrder and createOwnOrder without those of stock and payment.
 */
export async function quoteOrder(sql: Sql, args: NewOrder, context: Context): Promise<QuoteBody> {
  if (!isStaff(context.caller)) checkArgs(OwnOrderRequest, args)
  const { draft: _, expected_total, expires_at: __, payment: ___, ...request } = args
  const settings = await loadSettings(sql)
  placingOf(args, settings)
  const order = await buildDraft(sql, settings, request, context)
  requireTotal(order, expected_total)
  const short = await quoteStock(
    sql,
    order.lines.flatMap((line) =>
      line.product_id === null || line.sku === null
        ? []
        : [{ ...line, line_id: line.id, product_id: line.product_id, sku: line.sku }],
    ),
  )
  return {
    ...presentOrder(order, context.caller),
    id: null,
    number: null,
    version: null,
    tracking_token: null,
    allowed: [],
    short,
  }
}

/**
 * 409 bad_transition, insufficient_stock, product_unavailable, coupon_invalid, price_changed; 422
 * validation where the draft's currency has ended since.
 */
export const placeOrder = orderCommand({
  name: 'order.place',
  args: onOrder(PlaceArgs.properties),
  who: OWNER,
  async decide(order, { expected_total }, { rules, settings, now, tx }) {
    if (order.status === 'pending' || order.status === 'confirmed') return begin(order)
    requireTransition(order, 'place')
    requireCurrency(order, now)
    const fresh = refreshPrices(order, await loadCatalog(tx, settings, order), now)
    requireTotal(fresh, expected_total)
    return place(fresh, rules, now)
  },
})

const OnlyOrder = onOrder({})

/** A step of staff without arguments. */
const stepCommand = (name: string, rule: (order: Order, context: DecideContext) => Decision) =>
  orderCommand({
    name: `order.${name}`,
    args: OnlyOrder,
    who: STAFF,
    decide: (order, _, context) => rule(order, context),
  })

/** 409 bad_transition, on_hold. */
export const confirmOrder = stepCommand('confirm', (order, { rules, now }) =>
  confirm(order, rules, now),
)

/** 409 bad_transition {unfinished}, on_hold. */
export const completeOrder = stepCommand('complete', (order, { now }) => complete(order, now))

/** 409 bad_transition. */
export const reopenOrder = stepCommand('reopen', reopen)

/** 409 bad_transition. */
export const holdOrder = orderCommand({
  name: 'order.hold',
  args: onOrder(HoldArgs.properties),
  who: STAFF,
  decide: (order, { reason = null }, { now }) => hold(order, reason, now),
})

/** 409 bad_transition. */
export const releaseOrder = stepCommand('release', (order, { rules, now }) =>
  release(order, rules, now),
)

/**
 * 409 bad_transition, refund_required, amount_exceeded; 422 validation. A customer may while nothing
 * is captured or fulfilled.
 */
export const cancelOrder = orderCommand({
  name: 'order.cancel',
  args: onOrder(CancelArgs.properties),
  who: OWNER,
  decide(order, { id: _, reason, ...money }, { rules, now, context: { caller, ids } }) {
    const staff = isStaff(caller)
    if (!staff) requireUntouched(order)
    return cancel(
      order,
      { reason: reason ?? (staff ? 'staff' : 'customer'), ...money },
      { rules, now, nextId: ids.next },
    )
  },
})

function requireUntouched(order: Order): void {
  if (mayCustomerCancel(order)) return
  throw forbidden('A paid or fulfilled order is cancelled by the shop.')
}

export const resolveOrder = stepCommand('resolve', (order) => resolve(order))

export const archiveOrder = stepCommand('archive', (order, { now }) => archive(order, now))

export const unarchiveOrder = stepCommand('unarchive', (order) => unarchive(order))

/** 409 bad_transition: only a draft goes; a placed order is never deleted. */
export const deleteOrder = command({
  name: 'order.delete',
  args: OnlyOrder,
  who: OWNER,
  target,
  async run(tx, { id }, context) {
    await tx.lock('orders', 'id', id)
    const order = await loadVisible(tx, id, context.caller)
    requireTransition(order, 'delete')
    await deleteDraft(tx, order)
    const last = encodeOrder({ ...order, version: order.version + 1, updated_at: context.now })
    const steps = [{ type: 'order.deleted' as const, change: {} }]
    return noContent(orderEvents(order, last, steps))
  },
})

/** The sweeper's: gives back what an unpaid order holds. A no-op where it may not expire (any more). */
export const expireOrder = orderCommand({
  name: 'order.expire',
  args: OnlyOrder,
  who: 'admin',
  decide: (order, _, { now, context: { ids } }) =>
    expire(order, ids.next('crd'), now) ?? begin(order),
})

/** Writes a note into the order's history. Never a no-op: the same words twice are two notes. */
export const addNote = orderCommand({
  name: 'order.add_note',
  args: onOrder(NoteArgs.properties),
  who: STAFF,
  makes: true,
  decide: (order, { text, visibility = 'internal' }, { now, context: { caller, ids } }) =>
    withNote(begin(order), {
      id: ids.next('not'),
      text,
      visibility,
      created_by: actorOf(caller),
      created_at: now,
    }),
})

/** A new draft with the lines, addresses and prices of another order. 422 where a sku is gone. */
export const duplicateOrder = command({
  name: 'order.duplicate',
  args: OnlyOrder,
  who: STAFF,
  async run(tx, { id }, context) {
    const settings = await loadSettings(tx)
    const origin = await loadVisible(tx, id, context.caller)
    const copy = await buildDraft(tx, settings, requestOf(origin), context)
    const { customer_joined } = origin
    const draft = { ...copy, customer_joined, origin_order_id: origin.id }
    return createOrder(tx, context, settings, created(draft))
  },
})

/** The request that would create this order again, without its codes. */
function requestOf(order: Order): OrderRequest {
  const lines = order.lines.filter((line) => line.quantity > line.qty_cancelled || isEnded(order))
  return {
    currency: order.currency,
    ...(order.email === null ? {} : { email: order.email }),
    ...(order.phone === null ? {} : { phone: order.phone }),
    ...(order.customer_id === null ? {} : { customer_id: order.customer_id }),
    prices_include_tax: order.prices_include_tax,
    tax_rounding: order.tax_rounding,
    tax_status: order.tax_status,
    lines: lines.map(requestOfLine),
    shipping: order.shipping.map(({ title, price, tax_rate_ppm, tax_mode }) => ({
      title,
      price,
      ...(tax_mode === 'goods' ? { tax_mode } : { tax_rate_ppm }),
    })),
    fees: order.fees.map(({ title, amount, tax_rate_ppm }) => ({ title, amount, tax_rate_ppm })),
    ...(order.shipping_address === null ? {} : { shipping_address: order.shipping_address }),
    ...(order.billing_address === null ? {} : { billing_address: order.billing_address }),
    ...(order.customer_note === null ? {} : { customer_note: order.customer_note }),
    tags: order.tags,
    metadata: order.metadata,
  }
}

const isEnded = (order: Order): boolean => order.status === 'cancelled'

const requestOfLine = (line: Line): LineRequest => {
  const { quantity, title, unit_price, tax_rate_ppm, requires_shipping } = line
  if (line.sku === null) return { quantity, title, unit_price, tax_rate_ppm, requires_shipping }
  if (line.price_source === 'catalog') return { sku: line.sku, quantity }
  const named = isRateDerived(line) ? {} : { tax_rate_ppm }
  return { sku: line.sku, quantity, title, unit_price, ...named }
}
