// The commands of privacy: erasure of a person by customer, order or e-mail, and the record of an export.

import { Type } from '@sinclair/typebox'
import { command, noContent } from '#commands/command.ts'
import type { NewEvent } from '#domain/event.ts'
import { Nullable } from '#http/schema.ts'
import { loadCustomer, presentCustomer } from '#modules/customers/public.ts'
import { loadOrder, presentOrder } from '#modules/orders/public.ts'
import { erase } from './erase.ts'
import type { Person } from './person.ts'
import { Traces } from './traces.ts'

const OnOne = Type.Object(
  { id: Type.String(), ...Traces.properties },
  { additionalProperties: false },
)
const OnEmail = Type.Object(
  { email: Type.String(), ...Traces.properties },
  { additionalProperties: false },
)

/** 404 not_found; 409 bad_transition {orders}, last_admin. A second erasure is a no-op. */
export const eraseCustomer = command({
  name: 'customer.erase',
  args: OnOne,
  who: 'admin',
  target: ({ id }) => ({ table: 'customers', id }),
  async run(tx, { id, ...traces }, context) {
    const { events, hasErased } = await erase(tx, context, { customer_id: id }, traces)
    const customer = await loadCustomer(tx, id)
    if (customer === null) throw new Error(`customer ${id} went while it was erased`)
    const isNamed = events.some(({ type }) => type === 'customer.erased')
    const first = hasErased && !isNamed ? [eventOf({ orders: [], customers: [customer] })] : []
    return {
      status: 200,
      body: presentCustomer(customer),
      version: customer.version,
      events: [...first, ...events],
    }
  },
})

/** The same for one order, of a guest or of a customer. 404 not_found; 409 bad_transition {orders}. */
export const eraseOrder = command({
  name: 'order.erase',
  args: OnOne,
  who: 'admin',
  target: ({ id }) => ({ table: 'orders', id }),
  async run(tx, { id, ...traces }, context) {
    const { person, events, hasErased } = await erase(tx, context, { order_id: id }, traces)
    const order = await loadOrder(tx, id)
    if (order === null) throw new Error(`order ${id} went while it was erased`)
    return {
      status: 200,
      body: presentOrder(order, context.caller),
      version: order.version,
      events: hasErased ? [eventOf(person), ...events] : [],
    }
  },
})

/** The same for all orders with an e-mail, and for all customers with it and their orders. */
export const eraseEmail = command({
  name: 'person.erase',
  args: OnEmail,
  who: 'admin',
  async run(tx, { email, ...traces }, context) {
    const { person, events, hasErased } = await erase(tx, context, { email }, traces)
    return {
      status: 200,
      body: idsOf(person),
      events: hasErased ? [eventOf(person), ...events] : [],
    }
  },
})

const idsOf = ({ orders, customers }: Pick<Person, 'orders' | 'customers'>) => ({
  orders: orders.map(({ id }) => id),
  customers: customers.map(({ id }) => id),
})

const eventOf = (person: Pick<Person, 'orders' | 'customers'>): NewEvent => ({
  type: 'person.erased',
  subject: { key: 'person', value: idsOf(person) },
  staff_only: true,
})

const PersonExport = Type.Object(
  {
    customer_id: Type.Optional(Type.String()),
    order_id: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    address: Nullable(Type.String()),
  },
  { additionalProperties: false },
)

/** Recorded before the export is answered. */
export const notePersonExport = command({
  name: 'customer.note_export',
  args: PersonExport,
  who: { staff: 'customers:read' },
  async run(_tx, { address, ...filter }) {
    const value = { format: 'json', filter, address }
    return noContent([
      { type: 'export.created', subject: { key: 'export', value }, staff_only: true },
    ])
  },
})
