// Everything of one person, of one moment: for themselves, when they ask what is kept of them.

import type { Reader, Sql } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import { toldOf } from '#events/redact.ts'
import { iso } from '#lib/clock.ts'
import { describeCustomer } from '#modules/customers/model.ts'
import { loadCustomer } from '#modules/customers/store.ts'
import { presentOrder } from '#modules/orders/present.ts'
import { loadOrders } from '#modules/orders/store.ts'
import { presentSession } from '#modules/sessions/model.ts'
import { listSessions } from '#modules/sessions/store.ts'
import { presentManagedUser } from '#modules/users/model.ts'
import { loadUser } from '#modules/users/store.ts'

const PAGE = 500

/** 404 not_found. No secret is in it: no hash, no token. */
export const exportPerson = (
  db: Pick<Reader, 'snapshot'>,
  id: string,
  caller: Caller,
  now: number,
): Promise<object> =>
  db.snapshot(async (sql) => {
    const customer = await loadCustomer(sql, id)
    if (customer === null) throw notFound()
    const { user_id } = customer
    const orders = await ordersOf(sql, id)
    return {
      exported_at: iso(now),
      customer: describeCustomer(customer),
      account: user_id === null ? null : await accountOf(sql, user_id, now),
      orders: orders.map((order) => presentOrder(order, caller)),
      events: await toldOf(sql, { customer_id: id, user_id }),
    }
  })

async function accountOf(sql: Sql, id: number, now: number): Promise<object | null> {
  const user = await loadUser(sql, id)
  if (user === null) return null
  const sessions = await listSessions(sql, id, now)
  return {
    ...presentManagedUser(user),
    sessions: sessions.map((session) => presentSession(session, '')),
  }
}

async function ordersOf(sql: Sql, customerId: string): Promise<Order[]> {
  const orders: Order[] = []
  for (;;) {
    const params = [customerId, orders.at(-1)?.id ?? '', PAGE]
    const tail = 'WHERE customer_id = $1 AND id > $2 ORDER BY id LIMIT $3'
    const page = await loadOrders(sql, tail, params)
    orders.push(...page)
    if (page.length < PAGE) return orders
  }
}
