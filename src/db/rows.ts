// The mapping between rows and entities: each table names its columns once, as plain values, flags (0 or 1)
// or JSON text, and gets its INSERT and UPDATE from that. Queries with conditions are in the stores.

import { placeholderRows } from './placeholders.ts'
import type { Param, Tx } from './port.ts'

export type ColumnKind = 'plain' | 'flag' | 'json'

export interface Rows<T extends object> {
  /** `id, number, ...`, for a SELECT. */
  columns: string
  /** Changes the row in place into the entity. */
  fromRow(row: object): T
  insert(tx: Tx, entities: readonly T[]): Promise<void>
  /** Inserts, and returns these columns of the new rows, in any order. */
  insertReturning<R>(tx: Tx, entities: readonly T[], returned: string): Promise<R[]>
  /** false: there is a row with this key, which is left unchanged. */
  insertNew(tx: Tx, entity: T): Promise<boolean>
  /** `name = $n` of each column that differs; its value is added to `params`. */
  changes(before: T, after: T, params: Param[]): string[]
  /**
   * Writes the columns that differ, WHERE `where` with `params` as $1, $2, ...; returns the rows changed, null
   * where no column differs.
   */
  update(
    tx: Tx,
    before: T,
    after: T,
    where: string,
    params: readonly Param[],
  ): Promise<number | null>
}

/** Parameters of one statement: both engines take more, but long texts are slow to prepare. */
const MAX_PARAMS = 2_000
/** Up to 8 rows have a statement of their exact number; more are inserted by powers of two, for few texts. */
const EXACT_ROWS = 8

/** The number of rows, of `left`, that the next statement inserts; a row has `width` parameters. */
const rowsAtOnce = (left: number, width: number): number =>
  left <= EXACT_ROWS ? left : 2 ** Math.floor(Math.log2(Math.min(left, MAX_PARAMS / width)))

export function rows<T extends object>(
  table: string,
  kinds: { [K in keyof T & string]?: ColumnKind },
): Rows<T> {
  const names = Object.keys(kinds) as (keyof T & string)[]
  const list = Object.entries(kinds) as [keyof T & string, ColumnKind][]
  const coded = list.filter(([, kind]) => kind !== 'plain')
  const columns = names.join(', ')
  const texts = new Map<number, string>()

  const toParam = (kind: ColumnKind, value: unknown): Param => {
    if (value === null || value === undefined) return null
    if (kind === 'flag') return value ? 1 : 0
    return kind === 'json' ? JSON.stringify(value) : (value as Param)
  }

  function addParams(params: Param[], entity: T): void {
    for (let k = 0; k < list.length; k++) {
      const [name, kind] = list[k] as (typeof list)[number]
      params.push(toParam(kind, entity[name]))
    }
  }

  function insertText(count: number): string {
    let text = texts.get(count)
    if (text === undefined) {
      text = `INSERT INTO ${table} (${columns}) VALUES ${placeholderRows(count, names.length)}`
      texts.set(count, text)
    }
    return text
  }

  /** The INSERTs of these rows, with their parameters. */
  function* statements(entities: readonly T[]): Generator<[text: string, params: Param[]]> {
    for (let done = 0; done < entities.length; ) {
      const count = rowsAtOnce(entities.length - done, names.length)
      const params: Param[] = []
      const next = done + count
      for (; done < next; done++) addParams(params, entities[done] as T)
      yield [insertText(count), params]
    }
  }

  function changes(before: T, after: T, params: Param[]): string[] {
    const sets: string[] = []
    for (const [name, kind] of list) {
      if (before[name] === after[name]) continue
      const value = toParam(kind, after[name])
      if (value === toParam(kind, before[name])) continue
      params.push(value)
      sets.push(`${name} = $${params.length}`)
    }
    return sets
  }

  return {
    columns,
    fromRow(row) {
      const entity = row as Record<string, unknown>
      for (const [name, kind] of coded) {
        const value = entity[name]
        if (kind === 'flag') entity[name] = value === 1
        else if (value !== null) entity[name] = JSON.parse(value as string)
      }
      return entity as T
    },
    async insert(tx, entities) {
      for (const [text, params] of statements(entities)) await tx.run(text, params)
    },
    async insertReturning<R>(tx: Tx, entities: readonly T[], returned: string) {
      const made: R[] = []
      for (const [text, params] of statements(entities)) {
        made.push(...(await tx.all<R>(`${text} RETURNING ${returned}`, params)))
      }
      return made
    },
    async insertNew(tx, entity) {
      const params: Param[] = []
      addParams(params, entity)
      return (await tx.run(`${insertText(1)} ON CONFLICT DO NOTHING`, params)) === 1
    },
    changes,
    async update(tx, before, after, where, params) {
      const values: Param[] = [...params]
      const sets = changes(before, after, values)
      if (sets.length === 0) return null
      return await tx.run(`UPDATE ${table} SET ${sets.join(', ')} WHERE ${where}`, values)
    },
  }
}
