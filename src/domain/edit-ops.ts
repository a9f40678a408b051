// The operations of an edit, one by one (docs/domain.md §5): each takes the order as the one before left
// it and reports its faults under its own path. Pricing, and the judgment of the edit as one: edit.ts. Pure.

import {
  type BuildContext,
  buildFee,
  buildLine,
  type Catalog,
  type DiscountRequest,
  type FeeRequest,
  type LineRequest,
  type ShippingRequest,
} from './build-order.ts'
import { buildDiscount } from './coupon.ts'
import { withRates } from './current-rates.ts'
import { removedDiscount, restOfCode } from './discount-rest.ts'
import { type FieldError, invalid } from './errors.ts'
import type { Rules } from './lifecycle.ts'
import type { Address, Line, Order } from './order.ts'
import { buildShippingLine } from './shipping-method.ts'
import { isRateDerived, ratesFor, type TaxStatus } from './tax.ts'
import { rejudge, subtotalOf } from './thresholds.ts'

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
  | { op: 'set_tax_status'; tax_status: TaxStatus }
  | { op: 'set_address'; shipping_address?: Address | null; billing_address?: Address | null }
  | { op: 'rejudge' }

export type OpName = EditOp['op']

export interface EditContext {
  rules: Rules
  now: number
  catalog: Catalog
  nextId: BuildContext['nextId']
}

interface OpContext {
  /** The order before the first operation. */
  before: Order
  context: EditContext
  errors: FieldError[]
}

/** The order with all operations applied, not priced yet. 422 validation with every wrong operation. */
export function applyOps(order: Order, ops: readonly EditOp[], context: EditContext): Order {
  const bench: OpContext = { before: order, context, errors: [] }
  let edited = order
  for (const [i, op] of ops.entries()) {
    const apply = OPS[op.op] as (order: Order, op: EditOp, at: string, bench: OpContext) => Order
    edited = apply(edited, op, `ops.${i}`, bench)
  }
  if (bench.errors.length > 0) throw invalid(bench.errors)
  return edited
}

const OPS: {
  [K in OpName]: (
    order: Order,
    op: Extract<EditOp, { op: K }>,
    at: string,
    bench: OpContext,
  ) => Order
} = {
  add_line(order, { op: _, ...request }, at, { context, errors }) {
    const position = 1 + Math.max(0, ...order.lines.map((line) => line.position))
    const { catalog, nextId } = context
    const rateOf = ratesFor(order, catalog.tax_rates)
    const frame = { nextId, currency: order.currency, rateOf }
    const line = buildLine(request, { path: at, position }, catalog, frame, errors)
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
      tax_source: isRateDerived(line) ? 'catalog' : null,
    })),
  add_discount(order, { op: _, line_id, ...request }, at, { before, context, errors }) {
    const index = order.lines.findIndex((line) => line.id === line_id)
    if (line_id !== undefined && index === -1) {
      errors.push({ path: `${at}.line_id`, message: 'No such line' })
      return order
    }
    const asked = line_id === undefined ? request : { ...request, line: index }
    const { catalog, ...frame } = context
    const coupons = freedBy(before, catalog.coupons)
    const subtotal = subtotalOf(order)
    const rest = restOfCode(order, request.code)
    const others = order.discounts.filter((discount) => discount !== rest)
    const judged = { ...order, discounts: others }
    const discount = buildDiscount(asked, at, judged, subtotal, { coupons }, frame, errors)
    if (rest === null) return { ...order, discounts: [...others, discount] }
    const joined = { ...discount, id: rest.id }
    return { ...order, discounts: order.discounts.map((d) => (d === rest ? joined : d)) }
  },
  remove_discount(order, { discount_id }, at, bench) {
    const path = `${at}.discount_id`
    const left = without(order.discounts, discount_id, path, 'discount', bench)
    const rest = removedDiscount(order, discount_id)
    if (rest === null) return { ...order, discounts: left }
    return { ...order, discounts: order.discounts.map((d) => (d.id === discount_id ? rest : d)) }
  },
  set_shipping(order, { op: _, shipping, ...one }, at, { context, errors }) {
    const { catalog } = context
    const subtotal = subtotalOf(order)
    const composed = (request: ShippingRequest, path: string) =>
      buildShippingLine(request, path, order, subtotal, catalog, context, errors)
    const lines = shipping
      ? shipping.map((request, i) => composed(request, `${at}.shipping.${i}`))
      : [composed(one, at)]
    return { ...order, shipping: lines }
  },
  add_fee: (order, { op: _, ...request }, __, { context }) => ({
    ...order,
    fees: [...order.fees, buildFee(request, context)],
  }),
  remove_fee: (order, { fee_id }, at, bench) => ({
    ...order,
    fees: without(order.fees, fee_id, `${at}.fee_id`, 'fee', bench),
  }),
  set_address(order, { op: _, ...addresses }, __, { context }) {
    const edited = { ...order, ...addresses }
    const isDraft = order.status === 'draft'
    return isDraft ? withRates(edited, context.catalog) : edited
  },
  rejudge: (order, _, __, { context }) => rejudge(order, context.catalog),
  set_tax_status: (order, { tax_status }, _, { context }) =>
    tax_status === order.tax_status ? order : withRates({ ...order, tax_status }, context.catalog),
}

/** The coupons less this order's own uses: a code that its edit takes off is free for the same edit. */
function freedBy({ status, discounts }: Order, coupons: Catalog['coupons']): Catalog['coupons'] {
  const own = new Set(status === 'draft' ? [] : discounts.map(({ coupon_id }) => coupon_id))
  return new Map(
    [...coupons].map(([code, coupon]) => [
      code,
      own.has(coupon.id) ? { ...coupon, used: coupon.used - 1 } : coupon,
    ]),
  )
}

function withLine(
  order: Order,
  lineId: string,
  at: string,
  { errors }: OpContext,
  change: (line: Line) => Line,
): Order {
  if (!order.lines.some(({ id }) => id === lineId)) {
    errors.push({ path: `${at}.line_id`, message: 'No such line' })
  }
  return { ...order, lines: order.lines.map((line) => (line.id === lineId ? change(line) : line)) }
}

/** Without the line, and without the discounts that were for it alone. */
const withoutLine = (order: Order, lineId: string, at: string, bench: OpContext): Order => ({
  ...order,
  lines: without(order.lines, lineId, `${at}.line_id`, 'line', bench),
  discounts: order.discounts.filter(({ line_id }) => line_id !== lineId),
})

function without<T extends { id: string }>(
  list: T[],
  id: string,
  path: string,
  noun: string,
  { errors }: OpContext,
): T[] {
  const left = list.filter((one) => one.id !== id)
  if (left.length === list.length) errors.push({ path, message: `No such ${noun}` })
  return left
}
