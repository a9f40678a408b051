// The schemas that every module's model is made of. Objects refuse unknown fields, text refuses
// what no database or terminal should see, money stays within what a number holds exactly.

import {
  FormatRegistry,
  Kind,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
  TypeRegistry,
} from '@sinclair/typebox'
import { STATUS } from '#domain/errors.ts'
import type { IdPrefix } from '#lib/ids.ts'
import { type Bound, type DateOrTime, isDateOrTime } from '#lib/timestamp.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: all but tab, line feed, carriage return
const CONTROL_IN_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

// Blanks, and what is drawn as nothing: zero-width characters, fillers, the empty braille pattern.
const DRAWN = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u
const isVisible = (text: string): boolean => DRAWN.test(text) && !/\p{Bidi_Control}/u.test(text)

const isLine = (text: string): boolean => !CONTROL.test(text) && text.isWellFormed()

FormatRegistry.Set('date_or_time', isDateOrTime)
FormatRegistry.Set('address', (text) => /^[^\s@]+@[^\s@]+$/.test(text) && isLine(text))
FormatRegistry.Set('text', isLine)
FormatRegistry.Set('name', (text) => text === '' || (isLine(text) && isVisible(text)))
FormatRegistry.Set('multiline', (text) => !CONTROL_IN_LINES.test(text) && text.isWellFormed())

interface TextOptions {
  minLength?: number
  maxLength: number
  description?: string
  examples?: string[]
}

/** One line that a person writes: no NUL, no control character, no half of a surrogate pair. */
export const Text = (options: TextOptions) => Type.String({ format: 'text', ...options })

/**
 * The name of a person or a thing: some of it is drawn, and nothing in it turns the direction of the text
 * around it.
 */
export const Name = (options: TextOptions) =>
  Type.String({ format: 'name', minLength: 1, ...options })

/** The same as `Text` with line breaks and tabs: notes and descriptions. */
export const Paragraph = (options: TextOptions) => Type.String({ format: 'multiline', ...options })

/** A request's body, or an object within one: an unknown field is a 422. */
export const Body = <T extends TProperties>(
  properties: T,
  options: { description?: string; minProperties?: number; examples?: unknown[] } = {},
): TObject<T> => Type.Object(properties, { additionalProperties: false, ...options })

/** A route's query parameters: an unknown one is a 422. */
export const Query = <T extends TProperties>(properties: T): TObject<T> =>
  Type.Object(properties, { additionalProperties: false })

/** Integer minor units. */
export const Money = (options: { minimum?: number; description?: string } = {}) =>
  Type.Integer({
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Integer minor units of the currency.',
    ...options,
  })

/** A currency to make something in; which codes there are, `currencyFault` of lib says. */
export const CurrencyCode = (description = '') =>
  Type.String({
    pattern: '^[A-Z]{3}$',
    description: `${description} A current code of ISO 4217: one that has ended is a 422.`.trim(),
    examples: ['EUR'],
  })

/** Digits after the point of the currency beside it. */
export const Exponent = Type.Integer({
  minimum: 0,
  maximum: 4,
  description: 'Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90.',
  examples: [2],
})

/** `ord_` and 26 characters of Crockford base32. */
export const Id = (prefix: IdPrefix) =>
  Type.String({
    pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`,
    examples: [`${prefix}_01kb3xq2v5e8t9w0y1z2a3b4c5`],
  })

/** The id in a path; one that is malformed is a 404. */
export const IdParams = (prefix: IdPrefix) => Type.Object({ id: Id(prefix) })

/** The meaning of a date alone, in the document's words. */
const OF_A_DATE: Readonly<Record<Bound, string>> = {
  from: 'A date alone is the start of that day in the time zone of the shop.',
  through: 'A date alone is that day in the time zone of the shop, to its end.',
  until: 'A date alone is the end of that day in the time zone of the shop.',
}

/** Its type is no string: lib/moment.ts alone makes a number of it, with the bound that is declared here. */
const dateOrTime = <B extends Bound>(bound: B) =>
  Type.Unsafe<DateOrTime<B>>(
    Type.String({
      format: 'date_or_time',
      maxLength: 40,
      description: `ISO 8601 with an offset. ${OF_A_DATE[bound]}`,
      examples: ['2026-11-22', '2026-11-22T15:00:00Z'],
      'x-bound': bound,
    }),
  )

/** The start of a span, or a time: a date alone is the start of its day. */
export const FromTime = dateOrTime('from')
/** The end of a span, included: a date alone is the last millisecond of its day. */
export const ThroughTime = dateOrTime('through')
/** The end of a span, excluded: a date alone is the end of its day. */
export const UntilTime = dateOrTime('until')

/** As an answer shows it. */
export const Time = Type.String({
  description: 'ISO 8601 UTC with milliseconds.',
  examples: ['2026-11-22T15:00:00.123Z'],
})

/** Not what an address may be, but what is surely none. */
export const Email = Type.String({
  format: 'address',
  maxLength: 254,
  examples: ['jane@example.com'],
})

/** Free key and value pairs, kept as they came. */
export const Metadata = Type.Record(
  Type.String({ format: 'text', minLength: 1, maxLength: 100 }),
  Type.Union([Paragraph({ maxLength: 2_000 }), Type.Number(), Type.Boolean(), Type.Null()]),
  { maxProperties: 50 },
)

export const Nullable = <T extends TSchema>(schema: T, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options)

// TypeBox checks only the kinds it knows, and a union of literals would say less where it refuses.
TypeRegistry.Set<TSchema & { enum?: unknown[] }>(
  'OneOf',
  (schema, value) => schema.enum?.includes(value) ?? false,
)

/** One of a closed list of words. */
export const OneOf = <const T extends string>(words: readonly T[], description?: string) =>
  Type.Unsafe<T>({
    [Kind]: 'OneOf',
    type: 'string',
    enum: [...words],
    ...(description ? { description } : {}),
  })

export const LIST_LIMIT = 50

const listParameters = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: LIST_LIMIT, description: 'Page size.' }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 4096, description: 'next_cursor of the page before.' }),
  ),
}

/** `?limit=` and `?cursor=` beside a list's own filters. */
export const ListQuery = <T extends TProperties>(filters: T) =>
  Query({ ...listParameters, ...filters })

/** A page of a list: `next_cursor` is null at the end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next_cursor: Nullable(Type.String()) })

export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri-reference' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'The sentence a person reads.' }),
    code: OneOf(Object.keys(STATUS)),
    request_id: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), message: Type.String() }), {
        description: 'Every wrong field, as lines.0.quantity or query.limit.',
      }),
    ),
  },
  { additionalProperties: true, description: 'RFC 9457 problem details.' },
)
