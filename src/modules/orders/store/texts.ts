// Orders as the texts of their answers. For staff that is the stored document, joined and not parsed; for a
// customer it is made of the order.

import type { Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { presentOrder } from '#modules/orders/present.ts'
import { decodeOrder, joinDocument, type OrderDocument, summaryText } from './document.ts'
import type { Selection, SortColumn } from './filter.ts'

/** An order of a list, with the columns that the list is sorted by. */
export type Listed = { text: string } & Partial<Record<SortColumn, number>>

type Stored = Omit<Listed, 'text'> & OrderDocument & { number_seq: number }

/** The orders of a list as `caller` gets them. */
export async function loadTexts(
  sql: Sql,
  caller: Caller,
  { tail, params }: Selection,
  sort: readonly SortColumn[],
): Promise<Listed[]> {
  const isPlain = isStaff(caller)
  const columns = new Set(['head', 'rest', ...sort, ...(isPlain ? [] : ['internal', 'number_seq'])])
  const found = await sql.all<Stored>(
    `SELECT ${[...columns].map((one) => (one === 'n' ? 'orders.n' : one)).join(', ')}
     FROM orders
     LEFT JOIN order_documents ON order_documents.n = orders.n
     ${tail}`,
    params,
  )
  const textOf = (row: Stored): string =>
    isPlain
      ? joinDocument(row.head, row.rest)
      : JSON.stringify(presentOrder(decodeOrder(row), caller))
  // The rows are the list: a copy of each would cost as much as its text.
  return found.map((row) => Object.assign(row, { text: textOf(row) }))
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

interface Summarized {
  n: number
  created_at: number
}

/** The summaries of a list for staff. */
export async function loadSummaries(
  sql: Sql,
  { tail, params }: Selection,
): Promise<(Summarized & { text: string })[]> {
  const found = await sql.all<Summarized & { head: string; archived_at: number | null }>(
    `SELECT n, created_at, head, archived_at FROM orders ${tail}`,
    params,
  )
  return found.map(({ n, created_at, head, archived_at }) => ({
    n,
    created_at,
    text: summaryText(head, archived_at !== null),
  }))
}
