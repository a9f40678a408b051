// One page of a keyset list: the cursor in, one row more than asked for, the cursor out. It knows
// neither SQL nor what a row is; it never counts and never skips by number.

import { DomainError } from '#domain/errors.ts'
import { decodeCursor, encodeCursor, type KeyKind, type KeysOf, type List } from '#lib/cursor.ts'
import { LIST_LIMIT } from './schema.ts'

export interface PageRequest {
  limit?: number | undefined
  cursor?: string | undefined
}

interface Source<Row, S extends readonly KeyKind[]> {
  /** Binds a cursor to this sort and this filter. */
  list: List
  shape: S
  /** At most `limit` rows behind the keys, in the list's order. */
  load(after: KeysOf<S> | null, limit: number): Promise<Row[]>
  /** By what the row stands where it stands. */
  keysOf(row: Row): KeysOf<S> | Promise<KeysOf<S>>
}

/** 400 malformed for a cursor of another sort or filter. */
export async function page<Row, const S extends readonly KeyKind[]>(
  { limit = LIST_LIMIT, cursor }: PageRequest,
  { list, shape, load, keysOf }: Source<Row, S>,
): Promise<{ rows: Row[]; next_cursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursor, list, shape)
  if (cursor !== undefined && after === null) {
    throw new DomainError('malformed', 'The cursor is not one of this list.')
  }
  const found = await load(after, limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const isEnd = found.length <= limit || last === undefined
  return { rows, next_cursor: isEnd ? null : encodeCursor(list, await keysOf(last)) }
}
