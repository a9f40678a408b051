// The query parameters of order lists, from text to a filter: a table of parsers, so that lists,
// exports and saved views read the same words in the same way. A refusal names all wrong parameters.

import { type TSchema, type TString, Type } from '@sinclair/typebox'
import { type FieldError, invalid } from '#domain/errors.ts'
import {
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  RETURN_STATUSES,
} from '#domain/order.ts'
import type { Result } from '#domain/result.ts'
import { FromTime, OneOf, Text, ThroughTime } from '#http/schema.ts'
import { NOT_A_TIME } from '#http/validation.ts'
import { type IdPrefix, isId } from '#lib/ids.ts'
import { type Bound, readTimestamp } from '#lib/timestamp.ts'
import { FILTER_NAMES, type OrderFilter, SORTS } from './store/filter.ts'

/** The value of a parameter, or the sentence that refuses it. */
type Parse<T> = (text: string, timezone: string) => Result<T>

const wrong = (fault: string): { fault: string } => ({ fault })

const MAX_VALUES = 50

const list =
  (words?: readonly string[]): Parse<readonly string[]> =>
  (text) => {
    const values = [...new Set(text.split(',').filter((value) => value !== ''))]
    if (values.length === 0 || values.length > MAX_VALUES) {
      return wrong(`Expected 1 to ${MAX_VALUES} values`)
    }
    const unknown = words && values.find((value) => !words.includes(value))
    return unknown === undefined ? { value: values } : wrong(`Expected one of ${words?.join(', ')}`)
  }

const idList =
  (prefix: IdPrefix): Parse<readonly string[]> =>
  (text, timezone) => {
    const values = list()(text, timezone)
    const areIds = 'fault' in values || values.value.every((value) => isId(prefix, value))
    return areIds ? values : wrong(`Expected ids of the form ${prefix}_ and 26 characters`)
  }

const flag: Parse<boolean> = (text) =>
  text === 'true' || text === 'false' ? { value: text === 'true' } : wrong('Expected true or false')

const amount: Parse<number> = (text) =>
  /^\d{1,15}$/.test(text) ? { value: Number(text) } : wrong('Expected an integer in the minor unit')

const time =
  (bound: Bound): Parse<number> =>
  (text, timezone) => {
    const value = readTimestamp(text, bound, timezone)
    return value === null ? wrong(NOT_A_TIME) : { value }
  }

const PARSERS: { [K in keyof OrderFilter]-?: Parse<unknown> } = {
  status: list(ORDER_STATUSES),
  payment_status: list(PAYMENT_STATUSES),
  fulfillment_status: list(FULFILLMENT_STATUSES),
  return_status: list(RETURN_STATUSES),
  display_status: list(DISPLAY_STATUSES),
  on_hold: flag,
  attention: flag,
  archived: flag,
  tag: list(),
  customer_id: idList('cus'),
  email: list(),
  sku: list(),
  number: list(),
  external_id: list(),
  source: list(),
  created_from: time('from'),
  created_to: time('through'),
  placed_from: time('from'),
  placed_to: time('through'),
  total_min: amount,
  total_max: amount,
}

export type FilterParams = { [K in keyof OrderFilter]?: string }

const FilterText = Type.String({ format: 'text', maxLength: 2_000 })

// The parser judges them, so that they are refused together with what is wrong of the others.
const unjudged = (schema: TSchema) => Type.String({ ...schema, format: 'text' })

const DATES: Partial<Record<keyof OrderFilter, TString>> = {
  created_from: unjudged(FromTime),
  created_to: unjudged(ThroughTime),
  placed_from: unjudged(FromTime),
  placed_to: unjudged(ThroughTime),
}

/** The parameters as a route declares them. */
export const filterParams = Object.fromEntries(
  FILTER_NAMES.map((name) => [name, Type.Optional(DATES[name] ?? FilterText)]),
)

/** The parameters of a list of orders. */
export const listParams = {
  ...filterParams,
  q: Type.Optional(
    Text({
      minLength: 1,
      maxLength: 200,
      description:
        'Words of number, names, companies, cities, e-mail, phones, SKUs, titles, tracking numbers, ' +
        'postal codes and external id. Every word must be found, the last one may be the beginning ' +
        'of one; the newest orders come first. Case, accents and apostrophes do not matter, nor do ' +
        'the blanks and dashes of a number.',
    }),
  ),
  sort: Type.Optional(OneOf(SORTS)),
}

/**
 * 422 validation with `<place>.<name>` for each that cannot be read. `zone` is asked for the time zone of the
 * shop, only where there is a date or a time.
 */
export async function parseFilter(
  params: FilterParams,
  zone: () => Promise<string>,
  place = 'query',
): Promise<OrderFilter> {
  const filter: Record<string, unknown> = {}
  const errors: FieldError[] = []
  const isDated = FILTER_NAMES.some((name) => name in DATES && params[name] !== undefined)
  const timezone = isDated ? await zone() : 'UTC'
  for (const name of FILTER_NAMES) {
    const text = params[name]
    if (text === undefined) continue
    const read = PARSERS[name](text, timezone)
    if ('fault' in read) errors.push({ path: `${place}.${name}`, message: read.fault })
    else filter[name] = read.value
  }
  if (errors.length > 0) throw invalid(errors)
  return filter
}
