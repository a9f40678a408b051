// The conditions of one statement. The texts are the store's own, with a ? where a value is; a value is
// always a parameter, never part of the text.

import { caseForms } from '#lib/folding.ts'
import type { Param } from './port.ts'

/** The columns a list is sorted by: together unique, none of them ever NULL. */
export interface SortOrder {
  by: readonly string[]
  direction: 'ASC' | 'DESC'
}

/** A page of up to `limit` rows; `after` are the sort columns of the row before it, null for the first page. */
export interface PageAfter {
  after: readonly Param[] | null
  limit: number
}

export interface Where {
  /** In the order of their numbers. */
  readonly params: readonly Param[]
  /** The placeholder of a new parameter: `$1`, `$2`, ... */
  bind(value: Param): string
  /** The same for each of several: `$1, $2`. */
  bindAll(values: readonly Param[]): string
  /** One more condition, with a value for each ? in it. */
  add(condition: string, ...values: readonly Param[]): void
  /** `WHERE a AND b`; empty without conditions. */
  clause(): string
  /** `WHERE ... ORDER BY ... LIMIT ...`. Adds to the parameters: call it last and once. */
  page(order: SortOrder, page: PageAfter): string
  /**
   * The page of rows that fit one of `arms`: `{select} WHERE {arm} ... UNION ALL ... ORDER BY ... LIMIT ...`. An
   * index that has the rows of each arm in the order of the page is walked in all of them at once, for as many
   * rows as the page takes. `UNION` where a row may fit two arms. The last call, like `page`.
   */
  merged(
    select: string,
    arms: readonly string[],
    order: SortOrder,
    page: PageAfter,
    union?: 'UNION' | 'UNION ALL',
  ): string
}

/** `created_at DESC, id DESC` */
export const orderText = ({ by, direction }: SortOrder): string =>
  by.map((column) => `${column} ${direction}`).join(', ')

/**
 * Starts with no conditions.
 *
 * @example
 * const where = createWhere()
 * where.add('customer_id = ?', customerId)
 * sql.all(`SELECT id FROM orders ${where.clause()} ORDER BY id LIMIT ${where.bind(50)}`, where.params)
 */
export function createWhere(): Where {
  const conditions: string[] = []
  const params: Param[] = []
  const bind = (value: Param): string => `$${params.push(value)}`
  const bindAll = (values: readonly Param[]): string => values.map(bind).join(', ')

  function add(condition: string, ...values: readonly Param[]): void {
    const left = values.map(bind)
    conditions.push(condition.replace(/\?/g, () => left.shift() ?? '?'))
    if (left.length > 0) throw new Error(`more values than ? in: ${condition}`)
  }

  const clause = (): string => (conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`)

  function addAfter({ by, direction }: SortOrder, after: readonly Param[] | null): void {
    if (after === null) return
    const operator = direction === 'ASC' ? '>' : '<'
    conditions.push(`(${by.join(', ')}) ${operator} (${bindAll(after)})`)
  }

  return {
    params,
    bind,
    bindAll,
    add,
    clause,
    page(order, { after, limit }) {
      addAfter(order, after)
      return `${clause()} ORDER BY ${orderText(order)} LIMIT ${bind(limit)}`
    },
    merged(select, arms, order, { after, limit }, union = 'UNION ALL') {
      addAfter(order, after)
      const parts = arms.map((arm) => `${select} WHERE ${[arm, ...conditions].join(' AND ')}`)
      return `${parts.join(` ${union} `)} ORDER BY ${orderText(order)} LIMIT ${bind(limit)}`
    },
  }
}

/** A condition with its value, or a value for each ?. Undefined: the list is not filtered by it. */
export type Filter = readonly [condition: string, value: Param | readonly Param[] | undefined]

/** The end of a list's statement, `WHERE ... ORDER BY ... LIMIT ...`, with its parameters. */
export function keyset(
  filters: readonly Filter[],
  order: SortOrder,
  page: PageAfter,
): { tail: string; params: readonly Param[] } {
  const where = createWhere()
  for (const [condition, value] of filters) {
    if (value !== undefined) where.add(condition, ...[value].flat())
  }
  return { tail: where.page(order, page), params: where.params }
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
