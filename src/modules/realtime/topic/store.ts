// Order summaries for snapshots, newest first, as the text of each. Reads only.

import type { Capabilities, Sql } from '#db/port.ts'
import { listSummaries, type OrderFilter, type SummaryPosition } from '#modules/orders/public.ts'
import type { RowCondition } from './filter.ts'

/** The orders that a topic selects; without a field all of them. */
export interface TopicRows {
  customerId?: string
  orderId?: string
}

interface SummaryPage {
  rows: TopicRows
  conditions: readonly RowCondition[]
  /** End of the previous page. */
  before: SummaryPosition | null
  limit: number
}

/** A page of summaries for staff, newest first. `end` is null on the last page. */
export const loadSummaries = (
  sql: Sql,
  capabilities: Capabilities,
  { rows, conditions, before, limit }: SummaryPage,
): Promise<{ texts: string[]; end: SummaryPosition | null }> =>
  listSummaries(sql, capabilities, {
    filter: filterOf(conditions),
    id: rows.orderId ?? null,
    owner: rows.customerId ?? null,
    after: before,
    limit,
  })

/** The fields have the names of the filters of lists. Of a flag both values are all orders. */
const filterOf = (conditions: readonly RowCondition[]): OrderFilter =>
  Object.fromEntries(
    conditions.flatMap(({ field, values }): [string, unknown][] => {
      if (typeof values[0] !== 'boolean') return [[field, values]]
      return values.length === 1 ? [[field, values[0]]] : []
    }),
  )
