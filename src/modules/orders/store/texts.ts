// Orders as the texts of their answers. For staff that is the stored document, joined and not parsed; for a
// customer it is made of the order.

import type { Param, Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { presentOrder } from '#modules/orders/present.ts'
import { decodeOrder, joinDocument, type OrderDocument, summaryText } from './document.ts'

/** The end of a statement whose FROM has the table orders: conditions, order and limit. */
export interface Selection {
  tail: string
  params: readonly Param[]
}

/** An order of a list; `key` is the value of the column that the list is sorted by. */
export interface Listed {
  n: number
  key: number
  text: string
}

/** The orders of a list as `caller` gets them. */
export async function loadTexts(
  sql: Sql,
  caller: Caller,
  { tail, params, key }: Selection & { key: string },
): Promise<Listed[]> {
  const isPlain = isStaff(caller)
  const found = await sql.all<Omit<Listed, 'text'> & OrderDocument & { number_seq: number }>(
    `SELECT orders.n, ${key} AS key, head, rest${isPlain ? '' : ', internal, number_seq'}
     FROM orders
     LEFT JOIN order_documents ON order_documents.n = orders.n
     ${tail}`,
    params,
  )
  return found.map((row) => ({
    n: row.n,
    key: row.key,
    text: isPlain
      ? joinDocument(row.head, row.rest)
      : JSON.stringify(presentOrder(decodeOrder(row), caller)),
  }))
}

/** The answer for staff with its version; null where there is no such order. */
export async function loadText(
  sql: Sql,
  id: string,
): Promise<{ version: number; text: string } | null> {
  const row = await sql.get<Pick<OrderDocument, 'head' | 'rest'> & { version: number }>(
    `SELECT version, head, rest
     FROM orders
     JOIN order_documents ON order_documents.n = orders.n
     WHERE id = $1`,
    [id],
  )
  return row && { version: row.version, text: joinDocument(row.head, row.rest) }
}

/** The summaries of a list for staff, with the time of the order as their key. */
export async function loadSummaries(sql: Sql, { tail, params }: Selection): Promise<Listed[]> {
  const found = await sql.all<Omit<Listed, 'text'> & { head: string; archived_at: number | null }>(
    `SELECT n, created_at AS key, head, archived_at FROM orders ${tail}`,
    params,
  )
  return found.map(({ n, key, head, archived_at }) => ({
    n,
    key,
    text: summaryText(head, archived_at !== null),
  }))
}
