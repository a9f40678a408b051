// From the address of the table to the query of the list.

import type { QueryOf } from '#client/index.ts'
import type { OrdersSearch } from './search.ts'

type OrdersQuery = NonNullable<QueryOf<'GET /orders'>>

/** What is archived is out of sight unless it is asked for. */
export const queryOf = ({ cursor, sort, ...filter }: OrdersSearch): OrdersQuery => ({
  archived: 'false',
  ...filter,
  sort: sort as OrdersQuery['sort'],
  cursor,
})
