// Credits: amounts that the customer no longer owes, and how much of each is tax, of which lines, of
// shipping and of fees (docs/domain.md §4), and the day on which it counts (docs/reports.md). All of
// it is fixed when the credit is written, so that the report of a past month stays as it is. Pure.

import { DomainError } from './errors.ts'
import { creditSign, creditTotal } from './ledger.ts'
import { add, allocate, scale, sum } from './money.ts'
import type { Credit, CreditLine, Order } from './order.ts'
import { valueOfUnitsAfter } from './settled.ts'

export interface NewCredit extends Pick<Credit, 'id' | 'amount' | 'reason'> {
  ref?: string | null
  created_at: number
  /** As the caller or a file names it; absent, it follows from the rest. */
  tax?: number
  /** The units of a return with their value and tax; absent, they follow from the return. */
  lines?: readonly CreditLine[]
  /** The part of a return's value that the shop keeps, in minor units. */
  fee?: number
  /** The shares that a file of our own export names, with `tax`; they are taken as they are. */
  share?: CreditParts
}

/** The credits of the order with one more; none is added for an amount of 0. */
export function withCredit(order: Order, { ref = null, ...credit }: NewCredit): Credit[] {
  if (credit.amount === 0) return order.credits
  const { id, amount, reason, created_at } = credit
  const counts_at = countsAt(order, credit)
  const share = shareOf(order, { ...credit, ref })
  return [...order.credits, { id, amount, reason, ref, created_at, ...share, counts_at }]
}

/** The order with these credits in place of its own, written one after the other. */
export function withCredits(order: Order, credits: readonly NewCredit[]): Order {
  const credited: Order = { ...order, credits: [] }
  for (const credit of credits) credited.credits = withCredit(credited, credit)
  return credited
}

export type CreditParts = Pick<Credit, 'tax' | 'lines' | 'shipping' | 'fees'>

function shareOf(order: Order, credit: NewCredit): CreditParts {
  if (credit.share !== undefined) return credit.share
  switch (credit.reason) {
    case 'expire_reversal':
      return reversed(order) ?? ofRest(order, credit, credit.amount)
    case 'goodwill':
      return { tax: taxOf(order, credit), lines: [], shipping: 0, fees: 0 }
    case 'return':
      return ofReturn(order, credit) ?? ofRest(order, credit, credit.amount)
    default:
      return ofRest(order, credit, owedOf(order))
  }
}

/** The shares of the last `expire` credit, which its reversal takes back. */
function reversed({ credits }: Order): CreditParts | null {
  const expiry = credits.findLast(({ reason }) => reason === 'expire')
  if (expiry === undefined) return null
  const { tax, lines, shipping, fees } = expiry
  return { tax, lines, shipping, fees }
}

/**
 * The shares of a return's units, less the fee; null where the credit names no return of the order. Tax
 * beyond that of the units is of no line: it is the rest of the tax of charges after goodwill.
 */
function ofReturn(order: Order, credit: NewCredit): CreditParts | null {
  const units = credit.lines ?? unitsOf(order, credit.ref ?? null)
  if (units === null) return null
  const value = sum(units.map((unit) => unit.amount))
  const rooms = units.map(({ line_id, amount, tax }) => {
    const line = order.lines.find(({ id }) => id === line_id)
    const left = (line?.tax_total ?? 0) - creditedOf(order, line_id).tax
    return roomOf({ amount, tax: Math.min(tax, left) })
  })
  // A credit of all that is owed may be less than the value for another reason than a fee.
  const isCapped = credit.amount === owedOf(order)
  const fee = credit.fee ?? (isCapped ? 0 : Math.max(0, value - credit.amount))
  const unitTax = sum(rooms.map((room) => room.tax))
  const tax = taxOf(order, { ...credit, tax: credit.tax ?? unitTax })
  const shares = cut({ amount: Math.min(value, credit.amount + fee), tax }, rooms)
  const lines = units.map((unit, i) => ({ ...unit, ...shares[i] }))
  return { tax, lines, shipping: 0, fees: credit.amount - sum(lines.map(({ amount }) => amount)) }
}

/** The received units of a return with their value and tax, at most what is left of each line. */
function unitsOf(order: Order, returnId: string | null): CreditLine[] | null {
  const found = order.returns.find(({ id }) => id === returnId)
  if (found === undefined) return null
  return found.lines.flatMap(({ line_id, qty_received }) => {
    const line = order.lines.find(({ id }) => id === line_id)
    if (line === undefined || qty_received === 0) return []
    const done = creditedOf(order, line_id)
    const units = Math.min(qty_received, line.quantity - done.quantity)
    const { gross, tax } = valueOfUnitsAfter(line, done.quantity, units, order)
    const amount = Math.min(gross, Math.max(0, line.gross_total - done.amount))
    return [{ line_id, quantity: qty_received, amount, tax }]
  })
}

/** `value` out of the rest of the order; the part of it that is not credited is kept, as a fee with its tax. */
function ofRest(order: Order, credit: NewCredit, value: number): CreditParts {
  const isAll = value === owedOf(order)
  const tax = taxOf(order, credit)
  const taken = value === credit.amount ? tax : taxOf(order, { amount: value })
  const left = order.lines.map((line) => {
    const done = creditedOf(order, line.id)
    return {
      line_id: line.id,
      quantity: isAll ? line.quantity - done.quantity : 0,
      ...roomOf({ amount: line.gross_total - done.amount, tax: line.tax_total - done.tax }),
    }
  })
  const charges = chargesLeft(order)
  const shares = cut({ amount: value, tax: taken }, [...left, roomOfCharges(order, charges, left)])
  const lines = left
    .map((line, i) => ({ ...line, ...shares[i] }))
    .filter(({ quantity, amount }) => quantity > 0 || amount > 0)
  const [shipping = 0] = split(shares[left.length]?.amount ?? 0, charges)
  const fees = credit.amount - sum(lines.map(({ amount }) => amount)) - shipping
  return { tax, lines, shipping, fees }
}

/** Shipping and fees that are not credited, gross. A fee that is kept is a fee that is not credited. */
function chargesLeft(order: Order): [shipping: number, fees: number] {
  const { shipping, fees } = chargesOf(order)
  return [
    Math.max(0, shipping - signed(order.credits, (credit) => credit.shipping)),
    Math.max(0, fees - signed(order.credits, (credit) => credit.fees)),
  ]
}

/** Shipping and fees as one part, with the tax that is neither credited nor of lines. Goodwill is of no part. */
function roomOfCharges(order: Order, charges: readonly number[], lines: readonly Part[]): Part {
  const credited = order.credits.filter(({ reason }) => reason !== 'goodwill')
  const tax =
    order.tax_total - creditTax({ credits: credited }) - sum(lines.map((line) => line.tax))
  return roomOf({ amount: sum(charges), tax })
}

/** A gross amount and the tax in it, in minor units. */
type Part = Pick<CreditLine, 'amount' | 'tax'>

/** A part of an order from which a credit takes: it has no more tax than its amount. */
function roomOf({ amount, tax }: Part): Part {
  const most = Math.max(0, amount)
  return { amount: most, tax: Math.max(0, Math.min(tax, most)) }
}

/**
 * `whole` out of the parts: its tax in proportion to theirs and its net in proportion to theirs, so that no
 * share has more tax than its amount, however much of the tax a goodwill has named before. Net beyond that of
 * all parts is of the tax that they keep.
 */
function cut(whole: Part, parts: readonly Part[]): Part[] {
  const most = Math.min(whole.tax, whole.amount, sum(parts.map(({ tax }) => tax)))
  const taxes = split(
    most,
    parts.map(({ tax }) => tax),
  )
  const nets = parts.map(({ amount, tax }) => amount - tax)
  const net = whole.amount - sum(taxes)
  const ofNets = split(Math.min(net, sum(nets)), nets)
  const ofTaxes = split(
    net - sum(ofNets),
    parts.map(({ tax }, i) => tax - (taxes[i] ?? 0)),
  )
  return taxes.map((tax, i) => ({ amount: tax + (ofNets[i] ?? 0) + (ofTaxes[i] ?? 0), tax }))
}

/** `total` in proportion to the weights; 0 each where all weights are 0. */
function split(total: number, weights: readonly number[]): number[] {
  const shares = weights.map((weight, position) => {
    return { weight: Math.max(0, weight), rate_ppm: 0, base: 0, sku: null, position }
  })
  return shares.some(({ weight }) => weight > 0) ? allocate(total, shares) : weights.map(() => 0)
}

/** Shipping and fees of an order, gross in minor units, and the tax in both. */
export function chargesOf(order: Pick<Order, 'prices_include_tax' | 'shipping' | 'fees'>): {
  shipping: number
  fees: number
  tax: number
} {
  const gross = (amount: number, tax: number) =>
    order.prices_include_tax ? amount : add(amount, tax)
  const taxes = [...order.shipping, ...order.fees].map(({ tax }) => tax)
  return {
    shipping: sum(order.shipping.map((s) => gross(s.price - s.discount, s.tax))),
    fees: sum(order.fees.map((fee) => gross(fee.amount, fee.tax))),
    tax: sum(taxes),
  }
}

const signed = (credits: readonly Credit[], of: (credit: Credit) => number): number =>
  sum(credits.map((credit) => creditSign(credit) * of(credit)))

function creditedOf({ credits }: Order, lineId: string): Omit<CreditLine, 'line_id'> {
  const of = (field: 'quantity' | 'amount' | 'tax'): number =>
    signed(credits, ({ lines }) =>
      sum(lines.filter(({ line_id }) => line_id === lineId).map((line) => line[field])),
    )
  return { quantity: of('quantity'), amount: of('amount'), tax: of('tax') }
}

/** N: total less credits. */
const owedOf = (order: Order): number => order.total - creditTotal(order)

/** The tax of all credits of an order, in minor units. */
export const creditTax = (order: Pick<Order, 'credits'>): number =>
  signed(order.credits, ({ tax }) => tax)

/**
 * The bounds of the tax of a credit of `amount`, in minor units: the rest that is owed is at least the
 * rest of the tax, and an order that is credited in full has no tax left.
 */
export function taxBounds(order: Order, amount: number): [least: number, most: number] {
  const left = order.tax_total - creditTax(order)
  const least = Math.max(0, left - (owedOf(order) - amount))
  return [Math.min(left, least), Math.min(left, amount)]
}

/** As named, or in proportion to the tax not yet credited; within the bounds. */
function taxOf(order: Order, { amount, tax }: Pick<NewCredit, 'amount' | 'tax'>): number {
  const [least, most] = taxBounds(order, amount)
  const left = Math.max(0, order.tax_total - creditTax(order))
  const wanted = tax ?? scale(left, amount, Math.max(1, owedOf(order)))
  return Math.max(least, Math.min(most, wanted))
}

/**
 * 409 amount_exceeded {credit_total, total} where an order's total, its tax or its net is below what is
 * credited (docs/domain.md §5, edits).
 */
export function requireCredited(order: Order): void {
  const credits = creditTotal(order)
  const tax = creditTax(order)
  const details = { credit_total: credits, total: order.total }
  if (order.total < credits) {
    const sentence = `${credits} of the order is credited; its total cannot be less.`
    throw new DomainError('amount_exceeded', sentence, details)
  }
  if (order.tax_total >= tax && order.total - order.tax_total >= credits - tax) return
  const sentence = `${tax} of the ${credits} that is credited is tax, which does not fit the order's tax then.`
  throw new DomainError('amount_exceeded', sentence, {
    ...details,
    credit_tax: tax,
    tax_total: order.tax_total,
  })
}

/** A credit of money that was never paid counts on its order's day, any other on its own (docs/reports.md). */
function countsAt(order: Order, { reason, created_at }: Pick<Credit, 'reason' | 'created_at'>) {
  const isExpiry = reason === 'expire' || reason === 'expire_reversal'
  const isOfOrder = isExpiry || (reason === 'cancel' && !wasPaid(order, created_at))
  return isOfOrder ? (order.placed_at ?? order.created_at) : created_at
}

const wasPaid = ({ payments }: Order, at: number): boolean =>
  payments.some(({ transactions }) =>
    transactions.some(
      ({ kind, status, created_at, resolved_at }) =>
        (kind === 'capture' || kind === 'sale') &&
        status === 'success' &&
        (resolved_at ?? created_at) <= at,
    ),
  )
