// Changes to an order after it is placed: a list of operations, applied all or none, then priced and
// judged as a whole (domain.md, section 5). Goods that are planned or gone, money that is credited
// and what was refunded stand: an edit must never reach behind them. Pure.

import {
  type Catalog,
  type ComposeContext,
  composeDiscount,
  composeFee,
  composeLine,
  composeShipping,
  type DiscountRequest,
  type FeeRequest,
  type LineRequest,
  type ShippingRequest,
} from './compose.ts'
import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { quantitiesOf } from './derive.ts'
import { DomainError, type FieldError, invalid } from './errors.ts'
import { plannedUnits } from './fulfillment.ts'
import { exceeded } from './ledger.ts'
import { follow, openUnits, type Rules } from './life.ts'
import { multiply, sum, valueOfMore } from './money.ts'
import { withNote } from './note.ts'
import type { Address, Discount, Line, Note, Order } from './order.ts'
import { ledgerOf } from './payment.ts'
import { reprice } from './repricing.ts'
import { requireTransition } from './transitions.ts'

export type EditOp =
  | ({ op: 'add_line' } & LineRequest)
  | { op: 'set_quantity'; line_id: string; quantity: number }
  | { op: 'remove_line'; line_id: string }
  | { op: 'set_price'; line_id: string; unit_price: number }
  | ({ op: 'add_discount'; line_id?: string } & Omit<DiscountRequest, 'line'>)
  | { op: 'remove_discount'; discount_id: string }
  | ({ op: 'set_shipping'; shipping?: ShippingRequest[] } & ShippingRequest)
  | ({ op: 'add_fee' } & FeeRequest)
  | { op: 'remove_fee'; fee_id: string }
  | { op: 'set_address'; shipping_address?: Address | null; billing_address?: Address | null }

export type OpName = EditOp['op']

export interface EditContext {
  rules: Rules
  now: number
  catalog: Catalog
  nextId: ComposeContext['nextId']
}

/**
 * 422 validation with every wrong operation; 409 bad_transition, quantity_exceeded, use_cancel,
 * amount_exceeded, coupon_invalid. A list that changes nothing is a no-op.
 */
export function edit(
  order: Order,
  ops: readonly EditOp[],
  note: Note | null,
  context: EditContext,
): Decision {
  requireTransition(order, 'edit')
  const edited = applied(order, ops, context)
  requireAllowed(order, edited)
  const noted = (decision: Decision) => (note === null ? decision : withNote(decision, note))
  if (edited === order) return noted(begin(order))
  const effects = order.status === 'draft' ? {} : effectsOf(order, edited)
  const changed = step(begin(order), 'order.edited', changesOf(order, edited), effects)
  return thenSettle(noted(changed), context)
}

/** Completed it opens again where something is left to ship or to pay; else what follows follows. */
function thenSettle(decision: Decision, { rules, now }: EditContext): Decision {
  const { order } = decision
  if (order.status !== 'completed') return follow(decision, rules, now)
  const { need, shipped } = quantitiesOf(order)
  if (shipped === need && ledgerOf(order).due <= 0) return decision
  return step(decision, 'order.reopened', { status: 'confirmed', completed_at: null })
}

interface Workbench {
  context: EditContext
  errors: FieldError[]
}

/** The order with all operations done and priced anew; the same object where nothing changed. */
function applied(order: Order, ops: readonly EditOp[], context: EditContext): Order {
  const bench: Workbench = { context, errors: [] }
  let edited = order
  for (const [i, op] of ops.entries()) {
    const apply = OPS[op.op] as (order: Order, op: EditOp, at: string, bench: Workbench) => Order
    edited = apply(edited, op, `ops.${i}`, bench)
  }
  if (bench.errors.length > 0) throw invalid(bench.errors)
  const isPriced = PRICED.some((field) => edited[field] !== order[field])
  const priced = isPriced ? reprice(edited) : edited
  return JSON.stringify(priced) === JSON.stringify(order) ? order : priced
}

const PRICED = ['lines', 'shipping', 'fees', 'discounts'] as const

const subtotalOf = (order: Order): number =>
  sum(order.lines.map((line) => multiply(line.unit_price, line.quantity)))

const OPS: {
  [K in OpName]: (
    order: Order,
    op: Extract<EditOp, { op: K }>,
    at: string,
    bench: Workbench,
  ) => Order
} = {
  add_line(order, { op: _, ...request }, at, { context, errors }) {
    const position = 1 + Math.max(0, ...order.lines.map((line) => line.position))
    const { catalog, nextId } = context
    const frame = { nextId, currency: order.currency }
    const line = composeLine(request, { path: at, position }, catalog, frame, errors)
    return { ...order, lines: [...order.lines, line] }
  },
  set_quantity(order, { line_id, quantity }, at, bench) {
    if (quantity === 0) return withoutLine(order, line_id, at, bench)
    return withLine(order, line_id, at, bench, (line) => ({ ...line, quantity }))
  },
  remove_line: (order, { line_id }, at, bench) => withoutLine(order, line_id, at, bench),
  set_price: (order, { line_id, unit_price }, at, bench) =>
    withLine(order, line_id, at, bench, (line) => ({
      ...line,
      unit_price,
      price_source: 'manual',
    })),
  add_discount(order, { op: _, line_id, ...request }, at, { context, errors }) {
    const index = order.lines.findIndex((line) => line.id === line_id)
    if (line_id !== undefined && index === -1) {
      errors.push({ path: `${at}.line_id`, message: 'No such line' })
      return order
    }
    requireNewCode(order, request.code)
    const asked = line_id === undefined ? request : { ...request, line: index }
    const { catalog, ...frame } = context
    const subtotal = subtotalOf(order)
    const discount = composeDiscount(asked, at, order, subtotal, catalog, frame, errors)
    return { ...order, discounts: [...order.discounts, discount] }
  },
  remove_discount: (order, { discount_id }, at, bench) => ({
    ...order,
    discounts: without(order.discounts, discount_id, `${at}.discount_id`, 'discount', bench),
  }),
  set_shipping(order, { op: _, shipping, ...one }, at, { context, errors }) {
    const { catalog } = context
    const subtotal = subtotalOf(order)
    const composed = (request: ShippingRequest, path: string) =>
      composeShipping(request, path, order, subtotal, catalog, context, errors)
    const lines = shipping
      ? shipping.map((request, i) => composed(request, `${at}.shipping.${i}`))
      : [composed(one, at)]
    return { ...order, shipping: lines }
  },
  add_fee: (order, { op: _, ...request }, __, { context }) => ({
    ...order,
    fees: [...order.fees, composeFee(request, context)],
  }),
  remove_fee: (order, { fee_id }, at, bench) => ({
    ...order,
    fees: without(order.fees, fee_id, `${at}.fee_id`, 'fee', bench),
  }),
  set_address: (order, { op: _, ...addresses }) => ({ ...order, ...addresses }),
}

function withLine(
  order: Order,
  lineId: string,
  at: string,
  { errors }: Workbench,
  change: (line: Line) => Line,
): Order {
  if (!order.lines.some(({ id }) => id === lineId)) {
    errors.push({ path: `${at}.line_id`, message: 'No such line' })
  }
  return { ...order, lines: order.lines.map((line) => (line.id === lineId ? change(line) : line)) }
}

/** A line goes, and with it the discounts that were for it alone. */
const withoutLine = (order: Order, lineId: string, at: string, bench: Workbench): Order => ({
  ...order,
  lines: without(order.lines, lineId, `${at}.line_id`, 'line', bench),
  discounts: order.discounts.filter(({ line_id }) => line_id !== lineId),
})

function without<T extends { id: string }>(
  list: T[],
  id: string,
  path: string,
  noun: string,
  { errors }: Workbench,
): T[] {
  const left = list.filter((one) => one.id !== id)
  if (left.length === list.length) errors.push({ path, message: `No such ${noun}` })
  return left
}

/** A code counts once. */
function requireNewCode(order: Order, code: string | undefined): void {
  const isTaken = ({ code: taken }: Discount) => taken?.toLowerCase() === code?.toLowerCase()
  if (code === undefined || !order.discounts.some(isTaken)) return
  throw new DomainError('coupon_invalid', `The code ${code} is on the order already.`, {
    coupon: code,
  })
}

/** What an edit may not reach: planned goods, the last unit, refunded lines, credited money. */
function requireAllowed(before: Order, after: Order): void {
  const planned = plannedUnits(before)
  const lines = new Map(after.lines.map((line) => [line.id, line]))
  for (const line of before.lines) {
    const quantity = lines.get(line.id)?.quantity ?? 0
    requirePlanned(line, planned.get(line.id) ?? 0, quantity)
    if (line.qty_refunded > 0) requireFixed(line, lines.get(line.id))
  }
  if (openUnits(after) === 0) {
    throw new DomainError('use_cancel', 'An order keeps at least one unit; cancel it instead.')
  }
  if (after.total < after.credit_total) {
    throw exceeded(`${after.credit_total} of the order is credited; its total cannot be less.`, {
      credit_total: after.credit_total,
      total: after.total,
    })
  }
}

function requirePlanned({ id, sku, title }: Line, planned: number, quantity: number): void {
  if (planned <= quantity) return
  const name = sku ?? title
  const sentence = `${planned} of ${name} are in shipments; there cannot be fewer on the order.`
  throw new DomainError('quantity_exceeded', sentence, {
    line_id: id,
    sku,
    requested: quantity,
    planned,
  })
}

/** What refunded units were worth is settled. */
function requireFixed(before: Line, after: Line | undefined): void {
  const isFixed =
    after !== undefined &&
    after.unit_price === before.unit_price &&
    (after.quantity === before.quantity
      ? after.discount_total === before.discount_total
      : settledValue(after) === settledValue(before))
  if (isFixed) return
  throw new DomainError(
    'bad_transition',
    `Units of ${before.sku ?? before.title} are refunded: its price and discount are fixed.`,
    { line_id: before.id },
  )
}

const settledValue = ({ gross_total, quantity, qty_refunded }: Line): number =>
  valueOfMore(gross_total, quantity, 0, qty_refunded)

const EDITED = [
  'lines',
  'shipping',
  'fees',
  'discounts',
  'tax_lines',
  'subtotal',
  'discount_total',
  'shipping_total',
  'fee_total',
  'tax_total',
  'total',
  'shipping_address',
  'billing_address',
] as const

const changesOf = (before: Order, after: Order): Partial<Order> =>
  Object.fromEntries(
    EDITED.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  )

/** Stock and coupon uses of a placed order follow what changed; what is freed is free for the rest. */
function effectsOf(
  before: Order,
  after: Order,
): { stock: StockEffect[]; coupons: Decision['coupons'] } {
  const had = new Map(before.lines.map((line) => [line.id, line]))
  const has = new Map(after.lines.map((line) => [line.id, line]))
  const isHandedOver = before.status !== 'pending'
  const stock: StockEffect[] = []
  const add = (kind: StockEffect['kind'], line: Line, quantity: number): void => {
    if (line.product_id === null || quantity <= 0) return
    stock.push({ kind, line_id: line.id, quantity, location_id: null })
  }
  const more = (line: Line): number => line.quantity - (had.get(line.id)?.quantity ?? 0)
  for (const line of before.lines) {
    add('release', line, line.quantity - (has.get(line.id)?.quantity ?? 0))
  }
  for (const line of after.lines) add('reserve', line, more(line))
  for (const line of after.lines) {
    if (isHandedOver && !line.requires_shipping) add('consume', line, more(line))
  }
  return { stock, coupons: [...uses(before, after, -1), ...uses(after, before, 1)] }
}

/** The coupons of the discounts that are on the one order and not on the other. */
function uses(on: Order, notOn: Order, delta: 1 | -1): Decision['coupons'] {
  const others = new Set(notOn.discounts.map(({ id }) => id))
  return on.discounts.flatMap(({ id, coupon_id }) =>
    coupon_id === null || others.has(id) ? [] : [{ coupon_id, uses: delta }],
  )
}
