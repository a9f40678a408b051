// The query of the orders list that the address of the table stands for.

import type { QueryOf } from '#client/index.ts'
import type { OrdersSearch } from './search.ts'

type OrdersQuery = NonNullable<QueryOf<'GET /orders'>>

/** Archived orders are left out unless the address says otherwise. */
export const queryOf = ({ cursor, sort, ...filter }: OrdersSearch): OrdersQuery => ({
  archived: 'false',
  ...filter,
  sort: sort as OrdersQuery['sort'],
  cursor,
})
