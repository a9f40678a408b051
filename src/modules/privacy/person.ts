// A person: the orders, customer records and accounts found by a customer, an order or an e-mail, and the texts
// that name the person elsewhere.

import type { Sql } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import type { Address, Order } from '#domain/order.ts'
import type { LoggedPerson } from '#events/erase.ts'
import { IS_UNSPACED } from '#lib/tokenize.ts'
import { type Customer, loadCustomer } from '#modules/customers/public.ts'
import { loadUser, type User } from '#modules/users/public.ts'
import { customersOfEmail, loadOrdersOf, ordersOfCustomer, ordersOfEmail } from './store.ts'

/** The record or the e-mail by which a person is found. */
export type PersonRef = { customer_id: string } | { order_id: string } | { email: string }

export interface Person {
  orders: Order[]
  customers: Customer[]
  users: User[]
}

/** 404 not_found where there is no such customer or order; an e-mail may belong to no person. */
export async function loadPerson(sql: Sql, ref: PersonRef): Promise<Person> {
  const { orderIds, customerIds } = await idsOf(sql, ref)
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
  const orders = await loadOrdersOf(sql, [...ids].sort())
  if ('order_id' in ref && orders.length === 0) throw notFound()
  return { orders, customers, users }
}

async function idsOf(sql: Sql, ref: PersonRef) {
  if ('customer_id' in ref) return { orderIds: [], customerIds: [ref.customer_id] }
  if ('order_id' in ref) return { orderIds: [ref.order_id], customerIds: [] }
  const email = ref.email.toLowerCase()
  return {
    orderIds: await ordersOfEmail(sql, email),
    customerIds: await customersOfEmail(sql, email),
  }
}

export const loggedAs = ({ orders, customers, users }: Person): LoggedPerson => ({
  orders: orders.map(({ id }) => id),
  customers: customers.map(({ id }) => id),
  users: users.map(({ id }) => id),
})

/**
 * Does the text identify a person? Not a name of one word, but where writing has no blanks, of 3 characters or
 * more. Not a number of fewer than 7 digits, which is an order's number or a quantity.
 */
function isTelling(text: string): boolean {
  if (IS_UNSPACED.test(text)) return [...text].length >= 3
  if (!/\p{L}/u.test(text)) return text.replace(/\P{N}/gu, '').length >= PHONE_DIGITS
  return text.length >= 5 && /[@\s\d]/.test(text)
}

const PHONE_DIGITS = 7

/**
 * The e-mails, phones and full names of the person, by which other texts mention them. A company is not among
 * them: it is the name of all its people.
 */
export function namesOf({ orders, customers, users }: Person, ref: PersonRef): string[] {
  const ofAddress = (address: Address | null) => [address?.name, address?.phone]
  const texts = [
    'email' in ref ? ref.email : null,
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
