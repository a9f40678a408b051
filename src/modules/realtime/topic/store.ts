// Order summaries for snapshots, newest first, and owners of orders, from the orders table. Reads only.

import type { Sql } from '#db/port.ts'
import { createWhere, type Where } from '#db/where.ts'
import { type OrderSummary, SUMMARY_SOURCES, type SummarySource, summarize } from '#domain/event.ts'
import { iso } from '#lib/clock.ts'
import type { RowCondition } from './filter.ts'

/** The rows of the orders table that a topic selects; without a field all of them. */
export interface TopicRows {
  customerId?: string
  orderId?: string
}

interface SummaryPage {
  rows: TopicRows
  conditions: readonly RowCondition[]
  /** End of the previous page. */
  before: PageEnd | null
  limit: number
}

export interface PageEnd {
  createdAt: number
  id: string
}

type SummaryRow = Omit<SummarySource, 'on_hold' | 'attention' | 'tags'> & {
  on_hold: number
  attention: number
  tags: string
}

const COLUMNS = SUMMARY_SOURCES.join(', ')

/** A page of summaries, newest first. `end` is null on the last page. */
export async function loadSummaries(
  sql: Sql,
  { rows, conditions, before, limit }: SummaryPage,
): Promise<{ items: OrderSummary[]; end: PageEnd | null }> {
  const where = createWhere()
  for (const condition of conditions) where.add(sqlOf(condition, where))
  if (rows.orderId !== undefined) where.add('id = ?', rows.orderId)
  if (rows.customerId !== undefined)
    where.add('customer_id = ? AND customer_joined = 0', rows.customerId)
  const after = before === null ? null : [before.createdAt, before.id]
  const tail = where.page(
    { by: ['created_at', 'id'], direction: 'DESC' },
    { after, limit: limit + 1 },
  )
  const found = await sql.all<SummaryRow>(`SELECT ${COLUMNS} FROM orders ${tail}`, where.params)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(toSummary),
    end: last === undefined ? null : { createdAt: last.created_at, id: last.id },
  }
}

function sqlOf({ field, values }: RowCondition, where: Where): string {
  if (field === 'archived') {
    return values
      .map((value) => `archived_at IS ${value === true ? 'NOT ' : ''}NULL`)
      .reduce((any, one) => `(${any} OR ${one})`)
  }
  const list = where.bindAll(
    values.map((value) => (typeof value === 'boolean' ? Number(value) : value)),
  )
  return field === 'tag'
    ? `id IN (SELECT order_id FROM order_tags WHERE tag IN (${list}))`
    : `${field} IN (${list})`
}

const toSummary = (row: SummaryRow): OrderSummary =>
  summarize(
    {
      ...row,
      on_hold: row.on_hold === 1,
      attention: row.attention === 1,
      tags: JSON.parse(row.tags),
    },
    iso,
  )

export const ownerOf = (
  sql: Sql,
  orderId: string,
): Promise<{ customer_id: string | null } | null> =>
  sql.get(
    `SELECT CASE WHEN customer_joined = 1 THEN NULL ELSE customer_id END AS customer_id
     FROM orders
     WHERE id = $1`,
    [orderId],
  )

export const orderOfToken = (sql: Sql, token: string): Promise<{ id: string } | null> =>
  isToken(token)
    ? sql.get('SELECT id FROM orders WHERE tracking_token = $1', [token])
    : Promise.resolve(null)

const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(text)
