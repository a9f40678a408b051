// Saved views in SQL. Each read is limited to the views that its reader may see.

import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import type { Actor } from '#domain/order.ts'

export interface SavedView {
  id: string
  /** callerKey of the creator. */
  owner: string
  created_by: Actor
  name: string
  /** Query parameters of GET /orders. */
  filter: Record<string, string>
  sort: string | null
  /** null: the default columns. */
  columns: string[] | null
  shared: boolean
  created_at: number
  updated_at: number
}

const VIEWS = rows<SavedView>('saved_views', {
  id: 'plain',
  owner: 'plain',
  created_by: 'json',
  name: 'plain',
  filter: 'json',
  sort: 'plain',
  columns: 'json',
  shared: 'flag',
  created_at: 'plain',
  updated_at: 'plain',
})

const VISIBLE = '(owner = ? OR shared = 1)'

/** null also for another caller's private view. */
export async function loadView(sql: Sql, id: string, reader: string): Promise<SavedView | null> {
  const row = await sql.get<object>(
    `SELECT ${VIEWS.columns} FROM saved_views WHERE id = $1 AND ${VISIBLE.replace('?', '$2')}`,
    [id, reader],
  )
  return row && VIEWS.fromRow(row)
}

/** The reader's own views and the shared ones, oldest first. */
export async function listViews(
  sql: Sql,
  reader: string,
  after: readonly [number, string] | null,
  limit: number,
): Promise<SavedView[]> {
  const { tail, params } = keyset(
    [[VISIBLE, reader]],
    { by: ['created_at', 'id'], direction: 'ASC' },
    { after, limit },
  )
  const found = await sql.all<object>(`SELECT ${VIEWS.columns} FROM saved_views ${tail}`, params)
  return found.map((row) => VIEWS.fromRow(row))
}

/** All views that one caller created, oldest first. */
export async function viewsOf(sql: Sql, owner: string): Promise<SavedView[]> {
  const found = await sql.all<object>(
    `SELECT ${VIEWS.columns} FROM saved_views WHERE owner = $1 ORDER BY created_at, id`,
    [owner],
  )
  return found.map((row) => VIEWS.fromRow(row))
}

export const insertView = (tx: Tx, view: SavedView): Promise<void> => VIEWS.insert(tx, [view])

export async function updateView(tx: Tx, before: SavedView, after: SavedView): Promise<void> {
  await VIEWS.update(tx, before, after, 'id = $1', [after.id])
}

export async function deleteView(tx: Tx, id: string): Promise<void> {
  await tx.run('DELETE FROM saved_views WHERE id = $1', [id])
}
