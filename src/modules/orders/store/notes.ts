// Notes of orders, which are in their documents.

import type { Sql, Tx } from '#db/port.ts'
import type { Note } from '#domain/order.ts'
import { encodeOrder } from './document.ts'
import { loadOrder, updateOrder } from './orders.ts'

interface NotedRow {
  id: string
  rest: string
}

/**
 * Ids of the orders with a note that fits, among those whose document fits `where`, a condition of d.rest. Reads
 * all documents.
 */
export async function findNoted(
  sql: Sql,
  where: string,
  params: readonly string[],
  isIn: (text: string) => boolean,
): Promise<string[]> {
  const found = await sql.all<NotedRow>(
    `SELECT o.id, d.rest
     FROM order_documents d
     JOIN orders o ON o.n = d.n
     WHERE ${where}
     ORDER BY o.n`,
    params,
  )
  return found
    .filter(({ rest }) => notesIn(rest).some(({ text }) => isIn(text)))
    .map(({ id }) => id)
}

const notesIn = (rest: string): Pick<Note, 'text'>[] => JSON.parse(rest).notes ?? []

/** Rewrites the texts of the notes of an order. Its version stays. */
export async function rewriteNotes(
  tx: Tx,
  id: string,
  rewrite: (text: string) => string,
): Promise<void> {
  await tx.lock('orders', 'id', id)
  const order = await loadOrder(tx, id)
  if (order === null) return
  const notes = order.notes.map((note) => ({ ...note, text: rewrite(note.text) }))
  await updateOrder(tx, order, encodeOrder({ ...order, notes }))
}
