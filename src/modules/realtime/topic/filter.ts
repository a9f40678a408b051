// Filters of subscriptions: an AND of equality or IN over the order summary and the event's type. A row
// filter is judged on the order before the transaction and after it, which tells a row that enters or
// leaves from one that stays. An unknown field is refused: to ignore it would deliver too much.

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type FieldError, invalid } from '#domain/errors.ts'
import {
  type EventType,
  ORDER_EVENT_TYPES,
  type OrderSummary,
  OTHER_EVENT_TYPES,
} from '#domain/event.ts'
import {
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
} from '#domain/order.ts'
import type { LogEvent } from '#events/event.ts'
import { Id, OneOf, Text } from '#http/schema.ts'

export type Verdict = 'none' | 'match' | 'in' | 'out'

/** One field of the summary and its accepted values. */
export interface RowCondition {
  field: RowField
  values: readonly (string | boolean)[]
}

export interface Filter {
  /** Equal for filters of one meaning. */
  readonly key: string
  readonly rows: readonly RowCondition[]
  judge(event: LogEvent): Verdict
}

const ROW_FIELDS = {
  status: { schema: OneOf(ORDER_STATUSES), staffOnly: false },
  payment_status: { schema: OneOf(PAYMENT_STATUSES), staffOnly: false },
  fulfillment_status: { schema: OneOf(FULFILLMENT_STATUSES), staffOnly: false },
  display_status: { schema: OneOf(DISPLAY_STATUSES), staffOnly: false },
  on_hold: { schema: Type.Boolean(), staffOnly: false },
  attention: { schema: Type.Boolean(), staffOnly: true },
  customer_id: { schema: Id('cus'), staffOnly: false },
  tag: { schema: Text({ maxLength: 255 }), staffOnly: true },
  archived: { schema: Type.Boolean(), staffOnly: false },
} as const satisfies Record<string, { schema: TSchema; staffOnly: boolean }>

export type RowField = keyof typeof ROW_FIELDS
const ROW_NAMES = Object.keys(ROW_FIELDS) as RowField[]

const EVENT_TYPES: readonly EventType[] = [...ORDER_EVENT_TYPES, ...OTHER_EVENT_TYPES]
const MAX_VALUES = 100

const oneOrMany = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Array(schema, { minItems: 1, maxItems: MAX_VALUES })]))

export const FilterFrame = Type.Object(
  {
    ...(Object.fromEntries(ROW_NAMES.map((name) => [name, oneOrMany(ROW_FIELDS[name].schema)])) as {
      [K in RowField]: ReturnType<typeof oneOrMany<(typeof ROW_FIELDS)[K]['schema']>>
    }),
    type: oneOrMany(OneOf(EVENT_TYPES)),
  },
  { additionalProperties: false },
)
export type FilterFrame = Static<typeof FilterFrame>

const asList = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T]

/** 422 validation, with paths behind `at` ("filter.status"). */
export function compileFilter(given: unknown, at: string): Filter {
  if (!Value.Check(FilterFrame, given)) throw invalid(faultsOf(given, at))
  const rows = ROW_NAMES.flatMap((field): RowCondition[] => {
    const value = given[field]
    return value === undefined ? [] : [{ field, values: [...new Set(asList(value))].sort() }]
  })
  const types = given.type === undefined ? null : new Set<EventType>(asList(given.type))
  const key = JSON.stringify([types === null ? null : [...types].sort(), rows])
  return { key, rows, judge: (event) => judge(event, types, rows) }
}

function faultsOf(given: unknown, at: string): FieldError[] {
  const byField = new Map<string, FieldError>()
  for (const { path, message } of Value.Errors(FilterFrame, given)) {
    const field = [at, ...path.split('/').slice(1)].join('.')
    if (!byField.has(field)) byField.set(field, { path: field, message })
  }
  return [...byField.values()]
}

/** Fields whose values only staff may learn. */
export const staffOnlyFields = (filter: Filter): RowField[] =>
  filter.rows.map(({ field }) => field).filter((field) => ROW_FIELDS[field].staffOnly)

function judge(
  event: LogEvent,
  types: ReadonlySet<EventType> | null,
  rows: readonly RowCondition[],
): Verdict {
  if (types !== null && !types.has(event.type)) return 'none'
  if (rows.length === 0) return 'match'
  const after = event.type === 'order.deleted' ? undefined : event.body().order
  const before = event.before()
  const is = after !== undefined && isWithin(after, rows)
  const was = before !== null && isWithin(before, rows)
  if (is) return was ? 'match' : 'in'
  return was ? 'out' : 'none'
}

const isWithin = (order: OrderSummary, rows: readonly RowCondition[]): boolean =>
  rows.every(({ field, values }) =>
    field === 'tag'
      ? order.tags.some((tag) => values.includes(tag))
      : values.includes(order[field] ?? ''),
  )

const FLAGS: readonly string[] = ROW_NAMES.filter(
  (name) => ROW_FIELDS[name].schema.type === 'boolean',
)

/** A filter from a query string: commas between values, `true` and `false` as words. 422 validation. */
export function filterOfQuery(query: Readonly<Record<string, unknown>>): Filter {
  const given: Record<string, unknown> = {}
  for (const name of [...ROW_NAMES, 'type']) {
    const text = query[name]
    if (typeof text !== 'string') continue
    const values = text.split(',')
    given[name] = FLAGS.includes(name) ? values.map(toFlag) : values
  }
  return compileFilter(given, 'query')
}

const toFlag = (text: string): boolean | string =>
  text === 'true' ? true : text === 'false' ? false : text

/** The query parameters that make a filter. */
export const FILTER_PARAMETERS = [...ROW_NAMES, 'type'] as const
