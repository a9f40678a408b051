// What can be read of orders: one, a page of the list, a timeline. Every read is narrowed to what the
// caller may see before it is asked.

import type { Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import { decodeCursor, encodeCursor } from '#lib/cursor.ts'
import { listTail, type OrderFilter, sortField } from './filter.ts'
import { loadOrders } from './store.ts'

export interface ListRequest {
  filter: OrderFilter
  sort: string
  cursor?: string | undefined
  limit: number
}

/** null: all orders. A person without a customer record owns none. */
export const ownerOf = (caller: Caller): string | null =>
  isStaff(caller) ? null : caller.kind === 'user' ? (caller.customer_id ?? '') : ''

export interface OrderPage {
  orders: Order[]
  next_cursor: string | null
}

/** 400 malformed for a cursor of another sort or filter. */
export async function listOrders(
  sql: Sql,
  caller: Caller,
  { filter, sort, cursor, limit }: ListRequest,
): Promise<OrderPage> {
  const list = { sort, filter: { ...filter } }
  const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number', 'string'])
  if (cursor !== undefined && after === null) {
    throw new DomainError('malformed', 'The cursor is not one of this list.')
  }
  const { tail, params } = listTail(filter, { sort, after, limit: limit + 1 }, ownerOf(caller))
  const found = await loadOrders(sql, tail, params)
  const orders = found.slice(0, limit)
  const last = orders.at(-1)
  const isEnd = found.length <= limit || last === undefined
  return {
    orders,
    next_cursor: isEnd ? null : encodeCursor(list, [sortKey(last, sort), last.id]),
  }
}

function sortKey(order: Order, sort: string): number {
  const field = sortField(sort)
  if (field === 'number') return order.number_seq ?? 0
  return field === 'placed_at' ? (order.placed_at ?? order.created_at) : order[field]
}
