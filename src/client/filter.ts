// Whether a row lies within a subscription's filter: the server's own rule, for the ways of delivery
// (SSE, long poll) on which it does not say which rows come and go.

import type { Query } from './http.ts'
import type { Filter, OrderSummary } from './protocol.ts'

type RowFilter = Omit<Filter, 'type'>

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

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

/** The same for the list of orders, which has no events to choose from. */
export const listQuery = ({ type: _, ...rows }: Filter): Query => rows
