// The invariants of every order (docs/domain.md §9), checked on one that a file brings: the ledger adds up, no
// unit is shipped that was not ordered, a cancelled order has no open return. Each rule is a sentence. Pure.

import { chargesOf, creditTax } from '#domain/credit.ts'
import { DERIVED } from '#domain/derive.ts'
import { plannedUnits } from '#domain/fulfillment.ts'
import {
  capturable,
  creditSign,
  creditTotal,
  disputable,
  isEnded,
  ledgerOf,
  refundable,
  reversible,
} from '#domain/ledger.ts'
import { formatDecimal, multiply, ofRate, sum, taxInside } from '#domain/money.ts'
import type { Credit, Line, Order, OrderStatus, Payment } from '#domain/order.ts'
import { expireCredit } from '#domain/payment-effects.ts'
import type { OrderImage } from './image.ts'
import { DERIVED_OF_LINE, DERIVED_OF_PAYMENT } from './image.ts'
import { lineDiscounts } from './order-to-csv.ts'

type Rule = (order: Order) => (string | false)[]

const nameOf = ({ sku, title }: Line): string => sku ?? title

/** The parts that an order may have in each status; notes it may have in all. */
const MAY_HAVE: Readonly<Record<OrderStatus, readonly ('payments' | 'credits' | 'goods')[]>> = {
  draft: [],
  pending: ['payments', 'credits'],
  confirmed: ['payments', 'credits', 'goods'],
  completed: ['payments', 'credits', 'goods'],
  cancelled: ['payments', 'credits', 'goods'],
  expired: ['payments', 'credits'],
}

const life: Rule = (order) => {
  const { status } = order
  const may = MAY_HAVE[status]
  const isOpen = status === 'pending' || status === 'confirmed'
  const openParcel = order.fulfillments.some((f) => f.status === 'pending' || f.status === 'packed')
  const openReturn = order.returns.some((r) => r.status === 'requested' || r.status === 'approved')
  return [
    status !== 'draft' && order.placed_at === null && `a ${status} order needs placed_at`,
    status === 'draft' && order.placed_at !== null && 'a draft has no placed_at',
    order.on_hold && !isOpen && `a ${status} order cannot be on hold`,
    order.payments.length > 0 && !may.includes('payments') && `a ${status} order has no payments`,
    order.credits.length > 0 && !may.includes('credits') && `a ${status} order has no credits`,
    order.fulfillments.length + order.returns.length > 0 &&
      !may.includes('goods') &&
      `a ${status} order has no fulfillments and no returns`,
    (status === 'completed' || status === 'cancelled') &&
      openParcel &&
      `a ${status} order has no open fulfillment`,
    status === 'cancelled' && openReturn && 'a cancelled order has no open return',
  ]
}

const STARTS: readonly string[] = ['authorize', 'sale']

const ofPayment = (payment: Payment, i: number): (string | false)[] => {
  const [first, ...others] = payment.transactions
  const name = `payment ${i + 1}`
  return [
    (first === undefined || !STARTS.includes(first.kind)) &&
      `${name} begins with neither an authorize nor a sale`,
    others.some(({ kind }) => STARTS.includes(kind)) && `${name} begins twice`,
    capturable(payment) < 0 && `${name}: more is captured or voided than was authorized`,
    refundable(payment) < 0 && `${name}: more is refunded than was captured`,
    (disputable(payment) < 0 || reversible(payment) < 0) &&
      `${name}: the chargebacks do not fit what was captured`,
    payment.transactions.some((t) => (t.status === 'pending') !== (t.resolved_at === null)) &&
      `${name}: a transaction has a resolved_at when it is not pending, and only then`,
  ]
}

const payments: Rule = (order) => {
  const references = order.payments.flatMap(({ provider, transactions }) =>
    transactions.flatMap((t) =>
      t.provider_txn_id === null ? [] : `${provider} ${t.provider_txn_id}`,
    ),
  )
  return [
    ...order.payments.flatMap(ofPayment),
    new Set(references).size < references.length && 'a provider_txn_id stands twice',
  ]
}

const credits: Rule = (order) => {
  const returns = new Map(order.returns.map((one) => [one.id, one.status]))
  const transactions = order.payments.flatMap((payment) => payment.transactions)
  const refunds = new Map(
    transactions
      .filter(({ kind, status }) => kind === 'refund' && status === 'success')
      .map(({ id, amount }) => [id, amount]),
  )
  const wrong = order.credits.filter(({ reason, ref, amount }) => {
    if (ref === null) return false
    if (reason === 'goodwill') return amount > (refunds.get(ref) ?? 0)
    const state = returns.get(ref)
    return reason !== 'return' || (state !== 'received' && state !== 'closed')
  })
  const total = creditTotal(order)
  const expired = expireCredit(order)
  const { owed, captured } = ledgerOf(order)
  return [
    ...wrong.map(({ reason }) => `a ${reason} credit does not fit what it refers to`),
    (total < 0 || total > order.total) && 'the credits are more than the total',
    expired < 0 && 'more of an expiry is taken back than was credited',
    expired > 0 && order.status !== 'expired' && `a ${order.status} order has no expire credit`,
    order.status !== 'cancelled' &&
      order.credits.some(({ reason }) => reason === 'cancel') &&
      `a ${order.status} order has no cancel credit`,
    isEnded(order) && owed > captured && `a ${order.status} order asks for no more than was paid`,
  ]
}

/** The shares of each credit sum to it, and those of all credits are within the order. */
const shares: Rule = (order) => {
  const { credits, lines, tax_total } = order
  const signed = (of: (credit: Credit) => number): number =>
    sum(credits.map((credit) => creditSign(credit) * of(credit)))
  const ofLine = ({ id }: Line, field: 'quantity' | 'amount' | 'tax'): number =>
    signed((credit) =>
      sum(credit.lines.filter(({ line_id }) => line_id === id).map((part) => part[field])),
    )
  const isWithin = (amount: number, most: number): boolean => amount >= 0 && amount <= most
  const tax = creditTax(order)
  return [
    credits.some(({ reason, amount, tax, lines, shipping, fees }) => {
      const parts = sum(lines.map((part) => part.amount)) + shipping + fees
      // A cancellation may keep a part with its tax.
      const most = reason === 'cancel' ? tax_total : tax
      return (
        parts !== (reason === 'goodwill' ? 0 : amount) ||
        tax > amount ||
        sum(lines.map((part) => part.tax)) > most
      )
    }) && 'the shares of a credit do not add up to it',
    (!isWithin(tax, tax_total) || (ledgerOf(order).owed === 0 && tax !== tax_total)) &&
      'the tax of the credits does not fit the tax of the order',
    ...lines.map(
      (line) =>
        !(
          isWithin(ofLine(line, 'quantity'), line.quantity) &&
          isWithin(ofLine(line, 'amount'), line.gross_total) &&
          isWithin(ofLine(line, 'tax'), line.tax_total)
        ) && `more of ${nameOf(line)} is credited than it is worth`,
    ),
    signed(({ shipping }) => shipping) > chargesOf(order).shipping &&
      'more of shipping is credited than it is worth',
  ]
}

const goods: Rule = (order) => {
  const planned = plannedUnits(order)
  const numbers = (list: { number: number }[]) => new Set(list.map(({ number }) => number)).size
  const { lines } = order
  return [
    lines.some(({ position }, i) => position <= (lines[i - 1]?.position ?? 0)) &&
      'the positions of the lines do not rise',
    numbers(order.fulfillments) < order.fulfillments.length && 'two fulfillments have one number',
    numbers(order.returns) < order.returns.length && 'two returns have one number',
    ...order.lines.flatMap((line) => {
      const room = line.requires_shipping ? line.quantity - line.qty_cancelled : 0
      const back = line.qty_returned + line.qty_return_requested
      return [
        (planned.get(line.id) ?? 0) > room &&
          `more of ${nameOf(line)} is in fulfillments than was ordered`,
        back > line.qty_shipped && `more of ${nameOf(line)} comes back than was shipped`,
        order.status === 'cancelled' &&
          line.qty_shipped > line.qty_returned &&
          `${nameOf(line)} was shipped and is not back, so the order cannot be cancelled`,
      ]
    }),
    ...order.returns.flatMap(({ number, status, lines }) => {
      const isThere = status === 'received' || status === 'closed'
      return lines.flatMap((l) => [
        l.qty_received > l.qty_requested && `return ${number}: more came back than was asked for`,
        l.qty_received > 0 && !isThere && `return ${number} is ${status}, so nothing is received`,
        l.qty_restocked + l.qty_written_off > l.qty_received &&
          `return ${number}: more is restocked or written off than came back`,
      ])
    }),
  ]
}

const RULES: readonly Rule[] = [life, payments, credits, shares, goods]

/** A sentence for each invariant that the order breaks. */
export const brokenInvariants = (order: Order): string[] =>
  RULES.flatMap((rule) => rule(order)).filter((found) => found !== false)

/**
 * A sentence for each line whose settled units no edit can have made: more units than came back, a share
 * above their price, a tax above their rate. Checked before an image is priced, because pricing takes
 * settled shares as they are.
 */
export function impossibleSettled({
  lines,
  returns,
  prices_include_tax: included,
}: OrderImage): string[] {
  const back = new Map<string, number>()
  for (const { line_id, qty_received } of returns.flatMap((one) => one.lines)) {
    back.set(line_id, (back.get(line_id) ?? 0) + qty_received)
  }
  return lines.flatMap((line) => {
    if (line.settled == null) return []
    const { id, sku, title, quantity, unit_price, tax_rate_ppm } = line
    const { quantity: units, tax, discounts } = line.settled
    const shares = new Set(discounts.map(({ discount_id }) => discount_id))
    const name = sku ?? title
    if (shares.size < discounts.length) return [`${name}: a discount is settled twice`]
    if (units > Math.min(quantity, back.get(id) ?? 0)) {
      return [`more of ${name} is settled than came back`]
    }
    const taxable = multiply(unit_price, units) - sum(discounts.map(({ amount }) => amount))
    if (taxable < 0) return [`the discounts that are settled of ${name} are more than its price`]
    // Each unit may have an odd minor unit of what is rounded together with others.
    const most = (included ? taxInside : ofRate)(taxable, tax_rate_ppm) + units + 1
    const isTooMuch = tax > most || (included && tax > taxable) || (tax_rate_ppm === 0 && tax > 0)
    return isTooMuch ? [`the tax that is settled of ${name} is more than its rate`] : []
  })
}

type Fields = Readonly<Record<string, unknown>>

/** A sentence for each named field of an image that differs from the derived one. Both have the same ids. */
export function contradictions(named: OrderImage, derived: Order): string[] {
  const problems: string[] = []
  const formatted = (field: string, value: unknown): string =>
    typeof value === 'number' && !field.startsWith('qty_')
      ? formatDecimal(value, derived.exponent)
      : String(value)
  const compare = (what: string, says: Fields, is: Fields, fields: readonly string[]): void => {
    for (const field of fields) {
      const [one, other] = [says[field], is[field]]
      if (one === undefined || one === other) continue
      const sentence = `${what}${field} is told as ${formatted(field, one)}`
      problems.push(`${sentence}, and comes to ${formatted(field, other)}`)
    }
  }
  const same = <T>(
    what: string,
    one: readonly T[] | undefined,
    other: readonly T[],
    fields: (of: T) => unknown[],
  ): void => {
    const text = (list: readonly T[]): string => JSON.stringify(list.map(fields))
    if (one === undefined || text(one) === text(other)) return
    problems.push(`${what} are told otherwise than they come to`)
  }
  const each = (
    what: string,
    says: readonly object[],
    is: readonly object[],
    fields: readonly string[],
  ): void => {
    for (const [i, one] of says.entries()) {
      compare(`${what} ${i + 1}: `, one as Fields, (is[i] ?? {}) as Fields, fields)
    }
  }
  const paid = derived.captured_total - derived.refunded_total
  const shipped =
    derived.fulfillment_status === 'fulfilled' || derived.fulfillment_status === 'delivered'
  compare('', named as unknown as Fields, { ...derived, paid, shipped }, [
    ...DERIVED,
    'paid',
    'shipped',
  ])
  const discountOf = lineDiscounts(derived.discounts)
  const lines = derived.lines.map((line) => {
    return { ...line, line_discount: discountOf.get(line.id) ?? 0 }
  })
  each('line', named.lines, lines, [...DERIVED_OF_LINE, 'line_discount'])
  each('shipping', named.shipping, derived.shipping, ['discount', 'tax'])
  each('fee', named.fees, derived.fees, ['tax'])
  each('discount', named.discounts, derived.discounts, ['taken'])
  each('payment', named.payments, derived.payments, DERIVED_OF_PAYMENT)
  each('credit', named.credits, derived.credits, ['tax'])
  for (const [i, { allocations }] of named.discounts.entries()) {
    const others = derived.discounts[i]?.allocations ?? []
    same(`the allocations of discount ${i + 1}`, allocations, others, (a) => [a.line_id, a.amount])
  }
  same('the tax lines', named.tax_lines, derived.tax_lines, (t) => [t.rate_ppm, t.base, t.amount])
  return problems
}
