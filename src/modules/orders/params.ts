// The query parameters of order lists, from text to a filter: a table of parsers, so that lists,
// exports and saved views read the same words in the same way. Everything wrong is told at once.

import { Type } from '@sinclair/typebox'
import { type FieldError, invalid } from '#domain/errors.ts'
import {
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  RETURN_STATUSES,
} from '#domain/order.ts'
import { OneOf, Text } from '#http/schema.ts'
import { parseMoment } from '#lib/moment.ts'
import { FILTER_NAMES, type OrderFilter, SORTS } from './filter.ts'

type Parse<T> = (text: string) => T | string

/** A parser answers with the value, or (a text starting with "!") with what is wrong. */
const wrong = (message: string): string => `!${message}`

const MAX_VALUES = 50

const list =
  (words?: readonly string[]): Parse<readonly string[]> =>
  (text) => {
    const values = [...new Set(text.split(',').filter((value) => value !== ''))]
    if (values.length === 0 || values.length > MAX_VALUES) {
      return wrong(`Expected 1 to ${MAX_VALUES} values`)
    }
    const unknown = words && values.find((value) => !words.includes(value))
    return unknown === undefined ? values : wrong(`Expected one of ${words?.join(', ')}`)
  }

const flag: Parse<boolean> = (text) =>
  text === 'true' ? true : text === 'false' ? false : wrong('Expected true or false')

const amount: Parse<number> = (text) =>
  /^\d{1,15}$/.test(text) ? Number(text) : wrong('Expected an integer in the minor unit')

const DAY_MS = 86_400_000

/** A day alone is midnight UTC; as an upper bound it reaches to its end. */
const time =
  (isUpper: boolean): Parse<number> =>
  (text) => {
    const ms = parseMoment(text)
    if (ms === null) return wrong('Expected an ISO 8601 date or time')
    return isUpper && !text.includes('T') ? ms + DAY_MS - 1 : ms
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
  customer_id: list(),
  email: list(),
  sku: list(),
  number: list(),
  external_id: list(),
  source: list(),
  created_from: time(false),
  created_to: time(true),
  placed_from: time(false),
  placed_to: time(true),
  total_min: amount,
  total_max: amount,
}

export type FilterParams = { [K in keyof OrderFilter]?: string }

/** The parameters as a route declares them. */
const filterParams = Object.fromEntries(
  FILTER_NAMES.map((name) => [
    name,
    Type.Optional(Type.String({ format: 'text', maxLength: 2_000 })),
  ]),
)

/** Everything that makes a list of orders what it is. */
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

/** 422 validation with `<place>.<name>` for each that cannot be read. */
export function parseFilter(params: FilterParams, place = 'query'): OrderFilter {
  const filter: Record<string, unknown> = {}
  const errors: FieldError[] = []
  for (const name of FILTER_NAMES) {
    const text = params[name]
    if (text === undefined) continue
    const value = PARSERS[name](text)
    if (typeof value === 'string')
      errors.push({ path: `${place}.${name}`, message: value.slice(1) })
    else filter[name] = value
  }
  if (errors.length > 0) throw invalid(errors)
  return filter
}
