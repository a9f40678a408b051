// An order as migration 24 left it: the rows of the tables that it had before, as JSON. The next start makes
// documents of them.

import { withCredits } from '#domain/credit.ts'
import type {
  Credit,
  CreditLine,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  Transaction,
} from '#domain/order.ts'
import type { Reservation } from '#domain/reservation.ts'
import { inOrder } from './document.ts'

/** Flags are 0 and 1, columns of JSON are text. */
type Row<T, Coded extends keyof T = never> = Omit<T, Coded> & Record<Coded, unknown>

interface OldRows {
  order: Row<Order, (typeof ORDER_FLAGS)[number] | (typeof ORDER_JSON)[number]>
  lines: Row<Line, 'requires_shipping' | 'attributes' | 'settled'>[] | null
  payments: Omit<Payment, 'transactions'>[] | null
  transactions: Row<Transaction, 'reopens_due'>[] | null
  /** Those of before migration 20 have no share. */
  credits: (Omit<Credit, 'lines' | 'tax'> & { tax: number | null })[] | null
  credit_lines: (CreditLine & { credit_id: string })[] | null
  fulfillments: Row<Fulfillment, 'tracking' | 'lines'>[] | null
  returns: Row<Return, 'lines'>[] | null
  notes: Row<Note, 'created_by'>[] | null
  reservations: (Reservation & { id: string })[] | null
}

const ORDER_FLAGS = ['prices_include_tax', 'on_hold', 'attention', 'customer_joined'] as const
const ORDER_JSON = [
  'billing_address',
  'shipping_address',
  'tags',
  'metadata',
  'created_by',
  'shipping',
  'fees',
  'discounts',
  'tax_lines',
] as const

const isOn = (flag: unknown): boolean => flag === 1

const parsed = (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : null)

const byId = (a: { id: string }, b: { id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0

/** `text`: {order, lines, payments, transactions, credits, credit_lines, fulfillments, returns, notes, reservations}. */
export function orderOfRows(text: string): Order {
  const rows = JSON.parse(text) as OldRows
  const { order } = rows
  const coded = {
    ...Object.fromEntries(ORDER_FLAGS.map((name) => [name, isOn(order[name])])),
    ...Object.fromEntries(ORDER_JSON.map((name) => [name, parsed(order[name])])),
  }
  const transactions = rows.transactions ?? []
  const creditLines = rows.credit_lines ?? []
  const credits = rows.credits ?? []
  const read = inOrder({
    ...order,
    ...coded,
    number_seq: order.number_seq === 0 ? null : order.number_seq,
    lines: (rows.lines ?? []).sort(byId).map(lineOf),
    payments: (rows.payments ?? []).map((payment) => ({
      ...payment,
      transactions: transactions
        .filter(({ payment_id }) => payment_id === payment.id)
        .map((one) => ({ ...one, reopens_due: isOn(one.reopens_due) })),
    })),
    credits: credits.map((credit) => ({
      ...credit,
      lines: creditLines
        .filter(({ credit_id }) => credit_id === credit.id)
        .map(({ line_id, quantity, amount, tax }) => ({ line_id, quantity, amount, tax })),
    })),
    fulfillments: (rows.fulfillments ?? []).map((one) => ({
      ...one,
      tracking: parsed(one.tracking),
      lines: parsed(one.lines),
    })),
    returns: (rows.returns ?? []).map((one) => ({ ...one, lines: parsed(one.lines) })),
    notes: (rows.notes ?? []).map((note) => ({ ...note, created_by: parsed(note.created_by) })),
    reservations: (rows.reservations ?? []).sort(byId).map(reservationOf),
  } as Order)
  return credits.every(({ tax }) => tax !== null) ? read : withShares(read)
}

const lineOf = (line: Row<Line, 'requires_shipping' | 'attributes' | 'settled'>) => ({
  ...line,
  requires_shipping: isOn(line.requires_shipping),
  attributes: parsed(line.attributes),
  settled: parsed(line.settled),
})

const reservationOf = ({ id: _, ...reservation }: Reservation & { id: string }): Reservation => ({
  line_id: reservation.line_id,
  product_id: reservation.product_id,
  location_id: reservation.location_id,
  quantity: reservation.quantity,
  status: reservation.status,
  created_at: reservation.created_at,
  ended_at: reservation.ended_at,
  fulfillment_id: reservation.fulfillment_id,
})

/** With the shares of credits as if these were written now, one after the other. */
const withShares = (order: Order): Order =>
  withCredits(
    order,
    order.credits.map(({ id, amount, tax, reason, ref, created_at }) => ({
      ...{ id, amount, reason, ref, created_at },
      ...(tax === null ? {} : { tax }),
    })),
  )
