// Orders as rows and events, written by the functions that every order command ends in, for tests
// that need an order in any state at once and do not care how it came there.

import type { Db } from '#db/port.ts'
import type { OrderEventType, OrderStep } from '#domain/event.ts'
import type { Order } from '#domain/order.ts'
import { newId } from '#lib/ids.ts'
import { encodeOrder } from '#modules/orders/store/document.ts'
import { deleteDraft, insertOrders, updateOrder } from '#modules/orders/store/orders.ts'
import { orderEvents } from '#modules/orders/update.ts'
import { appendIn } from '../helpers/log.ts'

const BORN = Date.UTC(2026, 10, 22, 9)
let made = 0

const NOTHING_YET = {
  number: null,
  number_seq: null,
  customer_id: null,
  email: null,
  phone: null,
  hold_reason: null,
  hold_left_ms: null,
  attention_reason: null,
  billing_address: null,
  shipping_address: null,
  external_source: null,
  external_id: null,
  origin_order_id: null,
  customer_note: null,
  placed_at: null,
  confirmed_at: null,
  completed_at: null,
  cancelled_at: null,
  cancel_reason: null,
  expires_at: null,
  archived_at: null,
} as const

const NO_MONEY = {
  subtotal: 0,
  discount_total: 0,
  shipping_total: 0,
  fee_total: 0,
  tax_total: 0,
  total: 0,
  credit_total: 0,
  authorized_total: 0,
  captured_total: 0,
  refunded_total: 0,
  due_total: 0,
} as const

/** A draft of nothing, with these fields. */
function orderOf(fields: Partial<Order>): Order {
  made += 1
  return {
    ...NOTHING_YET,
    ...NO_MONEY,
    id: newId('ord'),
    currency: 'EUR',
    exponent: 2,
    prices_include_tax: false,
    tax_rounding: 'line',
    tax_status: 'taxable',
    status: 'draft',
    payment_status: 'unpaid',
    fulfillment_status: 'not_required',
    return_status: 'none',
    display_status: 'draft',
    on_hold: false,
    attention: false,
    customer_joined: false,
    source: 'api',
    tags: [],
    metadata: {},
    tracking_token: `track-${made}`,
    version: 1,
    created_by: { type: 'user', id: 1 },
    created_at: BORN + made,
    updated_at: BORN + made,
    lines: [],
    shipping: [],
    fees: [],
    discounts: [],
    tax_lines: [],
    payments: [],
    credits: [],
    fulfillments: [],
    returns: [],
    notes: [],
    reservations: [],
    ...fields,
  }
}

/** A customer's row, so that orders can belong to it. */
export async function putCustomer(db: Db): Promise<string> {
  const id = newId('cus')
  await db.write((tx) =>
    tx.run(
      'INSERT INTO customers (id, words, version, created_at, updated_at) VALUES ($1, $2, 1, $3, $3)',
      [id, '', BORN],
    ),
  )
  return id
}

interface StepOptions {
  type?: OrderEventType
  staffOnly?: boolean
}

const stepOf = (type: OrderEventType, change: OrderStep['change'], staffOnly = false) => ({
  type,
  change,
  ...(staffOnly ? { staff_only: true } : {}),
})

export async function putOrder(
  db: Db,
  fields: Partial<Order> = {},
  { type = 'order.created', staffOnly }: StepOptions = {},
): Promise<Order> {
  const order = orderOf(fields)
  await db.write(async (tx) => {
    const encoded = encodeOrder(order)
    await insertOrders(tx, [encoded])
    await appendIn(tx, orderEvents(null, encoded, [stepOf(type, {}, staffOnly)]))
  })
  return order
}

/** One version step with these fields. */
export async function changeOrder(
  db: Db,
  before: Order,
  fields: Partial<Order>,
  { type = 'order.updated', staffOnly }: StepOptions = {},
): Promise<Order> {
  const after: Order = { ...before, ...fields, version: before.version + 1 }
  const change = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, [before[field as keyof Order], value]]),
  ) as OrderStep['change']
  await db.write(async (tx) => {
    const encoded = encodeOrder(after)
    await updateOrder(tx, before, encoded)
    await appendIn(tx, orderEvents(before, encoded, [stepOf(type, change, staffOnly)]))
  })
  return after
}

export async function deleteOrder(db: Db, before: Order): Promise<void> {
  const after: Order = { ...before, version: before.version + 1 }
  await db.write(async (tx) => {
    await deleteDraft(tx, before)
    await appendIn(tx, orderEvents(before, encodeOrder(after), [stepOf('order.deleted', {})]))
  })
}
