// The end of a keyset query: conditions that were asked for, the place to go on from, order and
// limit. The texts are the store's own, with a ? where the value goes; a value is always a parameter.

import { caseForms } from './fold.ts'

type Value = string | number

/** A condition and its value, or a value for each ?; without a value there is no condition. */
type Filter = readonly [text: string, value: Value | readonly Value[] | undefined]

interface Order {
  /** Together unique, none of them ever NULL. */
  by: readonly string[]
  direction: 'ASC' | 'DESC'
}

interface Place {
  after: readonly Value[] | null
  limit: number
}

export function keyset(
  filters: readonly Filter[],
  { by, direction }: Order,
  { after, limit }: Place,
): { tail: string; params: Value[] } {
  const params: Value[] = []
  const slot = (value: Value): string => `$${params.push(value)}`
  const conditions = filters.flatMap(([text, value]) => {
    if (value === undefined) return []
    const values = [value].flat()
    return [text.replace(/\?/g, () => slot(values.shift() ?? ''))]
  })
  if (after !== null) {
    const operator = direction === 'ASC' ? '>' : '<'
    conditions.push(`(${by.join(', ')}) ${operator} (${after.map(slot).join(', ')})`)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const order = by.map((column) => `${column} ${direction}`).join(', ')
  return { tail: `${where} ORDER BY ${order} LIMIT ${slot(limit)}`, params }
}

/** `column LIKE ?` for any of the patterns. */
export const likeAny = (column: string, patterns: readonly string[]): Filter => [
  `(${patterns.map(() => `${column} LIKE ?`).join(' OR ')})`,
  patterns,
]

/** `column` is the value in any case (caseForms); no condition without one. */
export function anyCase(column: string, value: string | undefined): Filter {
  const forms = value === undefined ? undefined : caseForms(value)
  return [`LOWER(${column}) IN (${(forms ?? []).map(() => '?').join(', ')})`, forms]
}
