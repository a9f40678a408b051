// Orders for the tests of the domain, made by the domain's own rules, so that a test begins with an order
// that can exist.

import {
  type BuildContext,
  buildOrder,
  type Catalog,
  type OrderRequest,
} from '#domain/build-order.ts'
import { cancel } from '#domain/cancel.ts'
import type { Decision } from '#domain/decision.ts'
import { DomainError } from '#domain/errors.ts'
import { createFulfillment } from '#domain/fulfillment.ts'
import { confirm, expire, place, type Rules } from '#domain/lifecycle.ts'
import type { Order, OrderStatus, Transaction } from '#domain/order.ts'
import { type FollowUp, followUp, recordPayment } from '#domain/payment.ts'

export const NOW = 1_800_000_000_000
export const HOLD_MS = 15 * 60_000

export const RULES: Rules = {
  hold_ms: HOLD_MS,
  auto_confirm: false,
  auto_complete: true,
  require_address: false,
}

let count = 0
export const nextId = (prefix: string): string => `${prefix}_${++count}`

export const contextAt = (now: number = NOW, rules: Partial<Rules> = {}) => ({
  rules: { ...RULES, ...rules },
  now,
  nextId,
})

const product = (sku: string, price: number, fields: { requires_shipping?: boolean } = {}) => ({
  id: `prd_${sku}`,
  sku,
  title: `Title of ${sku}`,
  price,
  currency: 'EUR',
  tax_rate_ppm: 0,
  requires_shipping: true,
  active: true,
  ...fields,
})

const coupon = (code: string, amount: number) => ({
  id: `cpn_${code}`,
  code,
  kind: 'fixed' as const,
  rate_ppm: null,
  amount,
  scope: 'order' as const,
  starts_at: null,
  ends_at: null,
  usage_limit: null,
  used: 0,
  minimum: null,
  currency: null,
  active: true,
})

/** TEA 12.50, CUP 5.00, FREE, and FILE 3.00, which needs no shipping; the code TWO takes 2.00 off. */
export const CATALOG: Catalog = {
  products: new Map(
    [
      product('TEA', 1250),
      product('CUP', 500),
      product('FREE', 0),
      product('FILE', 300, { requires_shipping: false }),
    ].map((p) => [p.sku, p]),
  ),
  coupons: new Map([['two', coupon('TWO', 200)]]),
  shippingMethods: new Map(),
}

export const BUILD_CONTEXT: BuildContext = {
  now: NOW,
  nextId,
  trackingToken: () => 'token',
  createdBy: { type: 'user', id: 1 },
  source: 'api',
  currency: 'EUR',
  exponent: 2,
  prices_include_tax: false,
  tax_rounding: 'line',
}

export const draftOf = (request: Partial<OrderRequest> = {}): Order =>
  buildOrder(
    { email: 'a@example.com', lines: [{ sku: 'TEA', quantity: 2 }], ...request },
    CATALOG,
    BUILD_CONTEXT,
  )

/** Two TEA for 25.00, unless `request` says otherwise. */
export const pendingOrder = (request?: Partial<OrderRequest>): Order =>
  place(draftOf(request), RULES, NOW).order

export const confirmedOrder = (request?: Partial<OrderRequest>): Order =>
  confirm(pendingOrder(request), RULES, NOW).order

export const paidOrder = (request?: Partial<OrderRequest>): Order =>
  recordPayment(pendingOrder(request), { kind: 'sale' }, contextAt()).order

export const authorizedOrder = (amount?: number): Order =>
  recordPayment(
    pendingOrder(),
    { kind: 'authorize', ...(amount === undefined ? {} : { amount }) },
    contextAt(),
  ).order

/** A transaction on the first payment. */
export const onFirstPayment = (
  order: Order,
  kind: FollowUp,
  args: Parameters<typeof followUp>[3] = {},
): Decision => followUp(order, order.payments[0]!.id, kind, args, contextAt())

export const lastTransaction = (order: Order): Transaction =>
  order.payments.at(-1)!.transactions.at(-1)!

/** Paid and shipped in full, so completed by itself. */
export const completedOrder = (request?: Partial<OrderRequest>): Order =>
  createFulfillment(paidOrder(request), { ship: true }, contextAt()).order

export const expiredOrder = (request?: Partial<OrderRequest>): Order => {
  const order = pendingOrder(request)
  return expire(order, nextId('crd'), NOW + HOLD_MS)?.order ?? order
}

/** An order in each status there is. */
export const ORDER_IN: Record<OrderStatus, () => Order> = {
  draft: draftOf,
  pending: pendingOrder,
  confirmed: confirmedOrder,
  completed: completedOrder,
  cancelled: () => cancel(pendingOrder(), { reason: 'staff' }, contextAt()).order,
  expired: expiredOrder,
}

export const typesOf = (decision: Decision): string[] => decision.steps.map(({ type }) => type)

/** The DomainError that `work` throws; it is an error if it throws none. */
export function refusalBy(work: () => unknown): DomainError {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('it was not refused')
}
