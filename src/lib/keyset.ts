// The end of a keyset query: conditions that were asked for, the place to go on from, order and
// limit. The texts are the store's own, with a ? where the value goes; a value is always a parameter.

type Value = string | number

/** A condition and its value; without a value there is no condition. */
type Filter = readonly [text: string, value: Value | undefined]

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
  const conditions = filters.flatMap(([text, value]) =>
    value === undefined ? [] : [text.replace('?', () => slot(value))],
  )
  if (after !== null) {
    const operator = direction === 'ASC' ? '>' : '<'
    conditions.push(`(${by.join(', ')}) ${operator} (${after.map(slot).join(', ')})`)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const order = by.map((column) => `${column} ${direction}`).join(', ')
  return { tail: `${where} ORDER BY ${order} LIMIT ${slot(limit)}`, params }
}
