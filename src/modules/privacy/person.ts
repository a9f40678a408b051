// Who a person is to the shop: their orders, customer records and accounts, found by a customer, by an
// order or by an e-mail; and the texts that name them elsewhere.

import { placeholders } from '#db/placeholders.ts'
import type { Sql } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import type { Address, Order } from '#domain/order.ts'
import type { LoggedPerson } from '#events/erase.ts'
import { IS_UNSPACED } from '#lib/tokenize.ts'
import { type Customer, loadCustomer } from '#modules/customers/store.ts'
import { loadOrders } from '#modules/orders/public.ts'
import { loadUser, type User } from '#modules/users/store.ts'
import { customersOfEmail, ordersOfCustomer, ordersOfEmail } from './store.ts'

export type Whose = { customer_id: string } | { order_id: string } | { email: string }

export interface Person {
  orders: Order[]
  customers: Customer[]
  users: User[]
}

/** 404 not_found where there is no such customer or order; an e-mail may belong to no person. */
export async function loadPerson(sql: Sql, whose: Whose): Promise<Person> {
  const { orderIds, customerIds } = await idsOf(sql, whose)
  const customers: Customer[] = []
  const ids = new Set(orderIds)
  for (const id of customerIds) {
    const customer = await loadCustomer(sql, id)
    if (customer === null) throw notFound()
    customers.push(customer)
    for (const order of await ordersOfCustomer(sql, id)) ids.add(order)
  }
  const users: User[] = []
  for (const { user_id } of customers) {
    const user = user_id === null ? null : await loadUser(sql, user_id)
    if (user !== null) users.push(user)
  }
  const orders = await loadAll(sql, [...ids].sort())
  if ('order_id' in whose && orders.length === 0) throw notFound()
  return { orders, customers, users }
}

async function idsOf(sql: Sql, whose: Whose) {
  if ('customer_id' in whose) return { orderIds: [], customerIds: [whose.customer_id] }
  if ('order_id' in whose) return { orderIds: [whose.order_id], customerIds: [] }
  const email = whose.email.toLowerCase()
  return {
    orderIds: await ordersOfEmail(sql, email),
    customerIds: await customersOfEmail(sql, email),
  }
}

const PAGE = 200

async function loadAll(sql: Sql, ids: readonly string[]): Promise<Order[]> {
  const orders: Order[] = []
  for (let i = 0; i < ids.length; i += PAGE) {
    const some = ids.slice(i, i + PAGE)
    orders.push(...(await loadOrders(sql, `WHERE id IN (${placeholders(some)}) ORDER BY id`, some)))
  }
  return orders
}

export const loggedAs = ({ orders, customers, users }: Person): LoggedPerson => ({
  orders: orders.map(({ id }) => id),
  customers: customers.map(({ id }) => id),
  users: users.map(({ id }) => id),
})

/**
 * A name of one word is the name of many; in writing without blanks one word is a full name. A number of
 * fewer digits than a phone's is an order's or a quantity.
 */
function isTelling(text: string): boolean {
  if (IS_UNSPACED.test(text)) return [...text].length >= 3
  if (!/\p{L}/u.test(text)) return text.replace(/\P{N}/gu, '').length >= PHONE_DIGITS
  return text.length >= 5 && /[@\s\d]/.test(text)
}

const PHONE_DIGITS = 7

/**
 * E-mails, phones and full names: by these texts about something else name them. A company's name is that
 * of all who work there.
 */
export function namesOf({ orders, customers, users }: Person, whose: Whose): string[] {
  const ofAddress = (address: Address | null) => [address?.name, address?.phone]
  const texts = [
    'email' in whose ? whose.email : null,
    ...orders.flatMap((order) => [
      order.email,
      order.phone,
      ...ofAddress(order.shipping_address),
      ...ofAddress(order.billing_address),
    ]),
    ...customers.flatMap(({ name, email, phone, addresses }) => [
      name,
      email,
      phone,
      ...addresses.flatMap(ofAddress),
    ]),
    ...users.flatMap(({ name, email }) => [name, email]),
  ]
  const names = texts.filter((text) => typeof text === 'string').map((text) => text.trim())
  return [...new Set(names)].filter((text) => isTelling(text) && !text.endsWith('@erased.invalid'))
}
