// The filter of a subscription, by the server's own rule: for SSE and long polling, where the server does not
// tell which rows enter and leave the filter.

import type { Query } from './http.ts'
import type { Filter, OrderSummary } from './protocol.ts'

type RowFilter = Omit<Filter, 'type'>

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** True where the order has one of the values in each field of the filter. */
export function isWithin(order: OrderSummary, { type: _, ...rows }: Filter): boolean {
  return (Object.keys(rows) as (keyof RowFilter)[]).every((field) => {
    if (rows[field] === undefined) return true
    const values = asList(rows[field])
    if (field === 'tag') return order.tags?.some((tag) => values.includes(tag)) ?? false
    return values.includes(order[field] ?? '')
  })
}

/** The filter as query parameters of the event feed. */
export const eventQuery = (filter: Filter): Query => ({ ...filter })

/** The same for the list of orders, without the types of events. */
export const listQuery = ({ type: _, ...rows }: Filter): Query => rows
