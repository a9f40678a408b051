// What an event changed, in lines that a person reads: fields as before and after, and of the things an
// order has many of (lines, parcels, payments) only the ones and the fields that changed.

import { moneyText } from '#dashboard/lib/money.tsx'
import { shortText } from '#dashboard/parts/time.tsx'

export type Change = Readonly<Record<string, readonly [before: unknown, after: unknown]>>

export interface ChangeLine {
  what: string
  /** null: there was nothing. */
  before: string | null
  /** null: `what` says it all. */
  after: string | null
}

type Item = Readonly<Record<string, unknown>>

/** What says nothing: it changes with everything, follows from the rest, or is the event's own time. */
const QUIET = new Set([
  'id',
  'version',
  'position',
  'display_status',
  'customer_joined',
  'updated_at',
  'placed_at',
  'confirmed_at',
  'completed_at',
  'cancelled_at',
  'archived_at',
  'tax_lines',
])

/** Of a line or a charge: what is counted from the rest of it. */
const COUNTED = new Set([
  'discount_total',
  'tax_total',
  'net_total',
  'gross_total',
  'discount',
  'tax',
  'taken',
  'qty_refunded',
  'settled',
])

/** Amounts are in `currency`, and before it changed in what it was before. */
export function changeLines(change: Change, currency: string): ChangeLine[] {
  const [before] = change.currency ?? []
  const currencies = { before: typeof before === 'string' ? before : currency, after: currency }
  return linesOf(change, currencies)
}

interface Currencies {
  before: string
  after: string
}

const linesOf = (change: Change, currencies: Currencies): ChangeLine[] =>
  Object.entries(change)
    .filter(([field]) => !QUIET.has(field))
    .flatMap(([field, [before, after]]) =>
      isItems(before) && isItems(after)
        ? itemLines(field, { before, after }, currencies)
        : [lineOf(wordsOf(field), { field, before, after }, currencies)],
    )
    .filter(({ before, after }) => after === null || before !== after)

interface Values {
  field: string
  before: unknown
  after: unknown
}

const lineOf = (
  what: string,
  { field, before, after }: Values,
  currencies: Currencies,
): ChangeLine => ({
  what,
  before: isNothing(before) ? null : valueText(field, before, currencies.before),
  after: isNothing(after) ? 'none' : valueText(field, after, currencies.after),
})

const isItems = (value: unknown): value is Item[] =>
  Array.isArray(value) &&
  value.every((one) => typeof one === 'object' && one !== null && 'id' in one)

function itemLines(
  field: string,
  { before, after }: { before: Item[]; after: Item[] },
  currencies: Currencies,
): ChangeLine[] {
  const known = new Map(before.map((item) => [item.id, item]))
  const kept = new Set(after.map(({ id }) => id))
  const gone = before.filter(({ id }) => !kept.has(id))
  return [
    ...after.flatMap((item) => {
      const was = known.get(item.id)
      if (was === undefined)
        return [{ what: `new: ${nameOf(field, item)}`, before: null, after: null }]
      return Object.keys({ ...was, ...item })
        .filter((key) => !QUIET.has(key) && !COUNTED.has(key) && !key.endsWith('_at'))
        .filter((key) => isPlain(item[key]) || key === 'tracking')
        .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(item[key]))
        .map((key) =>
          lineOf(
            `${nameOf(field, item)}, ${wordsOf(key)}`,
            { field: key, before: was[key], after: item[key] },
            currencies,
          ),
        )
    }),
    ...gone.map((item) => ({ what: `gone: ${nameOf(field, item)}`, before: null, after: null })),
  ]
}

const NAMED_BY = ['title', 'code', 'text']
const NAMED_AFTER = ['method', 'provider', 'reason']
const LONGEST_NAME = 48

/** "parcel 2", "credit return", or the item's own name. */
function nameOf(field: string, item: Item): string {
  const kind = NOUNS[field] ?? field.replace(/s$/, '')
  if (typeof item.number === 'number') return `${kind} ${item.number}`
  const textOf = (keys: readonly string[]) =>
    keys.map((key) => item[key]).find((value) => typeof value === 'string') as string | undefined
  const name = textOf(NAMED_BY)
  if (name !== undefined) return clipped(name)
  const after = textOf(NAMED_AFTER)
  return after === undefined ? kind : `${kind} ${clipped(after.replace(/_/g, ' '))}`
}

const NOUNS: Readonly<Record<string, string>> = { fulfillments: 'parcel' }

const clipped = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name

const wordsOf = (field: string): string => field.replace(/^qty_/, '').replace(/_/g, ' ')
const isNothing = (value: unknown): boolean => value === null || value === undefined || value === ''
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

const IS_TIME = /^\d{4}-\d\d-\d\dT/
const IS_MONEY =
  /total$|amount|price|^(captured|refunded|authorized|voided|taken|discount|tax|minimum|free_from)$/

function valueText(field: string, value: unknown, currency: string): string {
  if (typeof value === 'number') {
    return IS_MONEY.test(field) ? moneyText(value, currency) : String(value)
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') {
    return IS_TIME.test(value) ? shortText(value) : value.replace(/_/g, ' ')
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? 'none'
      : value.map((one) => valueText(field, one, currency)).join(', ')
  }
  return Object.entries(value as Item)
    .filter(([, one]) => isPlain(one) && one !== null && one !== '')
    .map(([key, one]) => (field === 'metadata' ? `${key}: ${one}` : String(one)))
    .join(', ')
}
