// Between a row and an entity: which column is a plain value, a flag (0 or 1) or JSON text, said once
// for each table, and the INSERT and UPDATE texts that follow. It builds no query with a condition:
// those stand in the stores.

import { placeholderRows } from './placeholders.ts'
import type { Param, Tx } from './port.ts'

export type ColumnKind = 'plain' | 'flag' | 'json'

export interface Rows<T extends object> {
  /** `id, number, ...`, to SELECT with. */
  columns: string
  /** Takes the row over: it becomes the entity, without a copy. */
  fromRow(row: object): T
  insert(tx: Tx, entities: readonly T[]): Promise<void>
  /** false: a row of the same key is there, which stays as it is. */
  insertNew(tx: Tx, entity: T): Promise<boolean>
  /** Writes what differs; false where nothing does. `where` is appended with its parameters. */
  update(
    tx: Tx,
    before: T,
    after: T,
    where: string,
    params: readonly Param[],
  ): Promise<number | null>
}

/** Parameters a statement may carry: both engines take more, but long texts are slow to prepare. */
const MAX_PARAMS = 2_000
/** So few rows have a statement for their very number; more go in by powers of two, so that texts stay few. */
const EXACT_ROWS = 8

/** How many of `left` rows of so many parameters the next statement takes. */
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
      for (let done = 0; done < entities.length; ) {
        const count = rowsAtOnce(entities.length - done, names.length)
        const params: Param[] = []
        const next = done + count
        for (; done < next; done++) addParams(params, entities[done] as T)
        await tx.run(insertText(count), params)
      }
    },
    async insertNew(tx, entity) {
      const params: Param[] = []
      addParams(params, entity)
      return (await tx.run(`${insertText(1)} ON CONFLICT DO NOTHING`, params)) === 1
    },
    async update(tx, before, after, where, params) {
      const sets: string[] = []
      const values: Param[] = [...params]
      for (const [name, kind] of list) {
        if (before[name] === after[name]) continue
        const value = toParam(kind, after[name])
        if (value === toParam(kind, before[name])) continue
        values.push(value)
        sets.push(`${name} = $${values.length}`)
      }
      if (sets.length === 0) return null
      return await tx.run(`UPDATE ${table} SET ${sets.join(', ')} WHERE ${where}`, values)
    },
  }
}
