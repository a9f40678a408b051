// The fields that an event changed, as lines with the values before and after. Of lists (lines, parcels,
// payments) only the items and fields that changed are in it.

import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { shortText } from '#dashboard/parts/time.tsx'

export type Change = Readonly<Record<string, readonly [before: unknown, after: unknown]>>

export interface ChangeLine {
  label: string
  /** null: there was no value. */
  before: string | null
  /** null: the label is the line. */
  after: string | null
}

type Item = Readonly<Record<string, unknown>>

const texts = t.orderParts.changes

/** Fields that change with each event, follow from the others, or repeat the time of the event. */
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

/** Fields of a line or a charge that are computed from the rest of it. */
const COMPUTED = new Set([
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

/** Amounts are in `currency`, and before it changed in the former one. */
export function changeLines(change: Change, currency: string): ChangeLine[] {
  const [before] = change.currency ?? []
  const currencies = { before: typeof before === 'string' ? before : currency, after: currency }
  return Object.entries(change)
    .filter(([field]) => !QUIET.has(field))
    .flatMap(([field, [before, after]]) =>
      isItems(before) && isItems(after)
        ? itemLines(field, { before, after }, currencies)
        : [lineOf(capitalized(labelOf(field)), { path: field, before, after }, currencies)],
    )
    .filter(({ before, after }) => after === null || before !== after)
}

interface Currencies {
  before: string
  after: string
}

interface Values {
  /** "status" of the order, "fulfillments.status" of an item. */
  path: string
  before: unknown
  after: unknown
}

const lineOf = (
  label: string,
  { path, before, after }: Values,
  currencies: Currencies,
): ChangeLine => ({
  label,
  before: isNothing(before) ? null : valueText(path, before, currencies.before),
  after: isNothing(after) ? texts.none : valueText(path, after, currencies.after),
})

const isItems = (value: unknown): value is Item[] =>
  Array.isArray(value) &&
  value.every((one) => typeof one === 'object' && one !== null && 'id' in one)

function itemLines(
  field: string,
  { before, after }: { before: Item[]; after: Item[] },
  currencies: Currencies,
): ChangeLine[] {
  const former = new Map(before.map((item) => [item.id, item]))
  const kept = new Set(after.map(({ id }) => id))
  const removed = before.filter(({ id }) => !kept.has(id))
  return [
    ...after.flatMap((item) => {
      const was = former.get(item.id)
      if (was === undefined)
        return [{ label: texts.added(nameOf(field, item)), before: null, after: null }]
      return Object.keys({ ...was, ...item })
        .filter((key) => !QUIET.has(key) && !COMPUTED.has(key) && !key.endsWith('_at'))
        .filter((key) => isPlain(item[key]) || key === 'tracking')
        .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(item[key]))
        .map((key) =>
          lineOf(
            `${nameOf(field, item)}, ${labelOf(key)}`,
            { path: `${field}.${key}`, before: was[key], after: item[key] },
            currencies,
          ),
        )
    }),
    ...removed.map((item) => ({
      label: texts.removed(nameOf(field, item)),
      before: null,
      after: null,
    })),
  ]
}

const NAMED_BY = ['title', 'code', 'text']
const NAMED_AFTER = ['method', 'provider', 'reason']
const LONGEST_NAME = 48

/** "Parcel 2", "Credit (returned goods)", or the item's own name. */
function nameOf(field: string, item: Item): string {
  const noun = texts.nouns[field] ?? spaced(field.replace(/s$/, ''))
  if (typeof item.number === 'number') return `${noun} ${item.number}`
  const textOf = (keys: readonly string[]) =>
    keys.map((key) => item[key]).find((value) => typeof value === 'string')
  const name = textOf(NAMED_BY)
  if (name !== undefined) return clipped(name)
  const after = textOf(NAMED_AFTER)
  return after === undefined ? noun : `${noun} (${clipped(wordOf(after))})`
}

const clipped = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name

const spaced = (text: string): string => text.replace(/_/g, ' ')
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const labelOf = (field: string): string => texts.fields[field] ?? spaced(field.replace(/^qty_/, ''))
const isNothing = (value: unknown): boolean => value === null || value === undefined || value === ''
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

const IS_TIME = /^\d{4}-\d\d-\d\dT/
const IS_MONEY =
  /total$|amount|price|^(captured|refunded|authorized|voided|taken|discount|tax|minimum|free_from)$/

const IS_ENUMERATION = /status$|^(kind|role|visibility|tax_mode|tax_rounding|scope)$/

/** The words of the enumerations whose values mean different things in different fields. */
const STATUSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cancel_reason: t.orderParts.cancelReasons,
  status: t.common.orderStatuses,
  payment_status: t.common.paymentStatuses,
  fulfillment_status: t.common.fulfillmentStatuses,
  return_status: t.common.returnStatuses,
  tax_status: t.common.taxStatuses,
  role: t.common.roles,
  disabled_reason: t.settings.webhooks.offReason,
  'fulfillments.status': t.common.parcelStatuses,
  'returns.status': t.common.returnSteps,
}

const wordOf = (value: string): string => texts.values[value] ?? spaced(value)

function valueText(path: string, value: unknown, currency: string): string {
  const field = path.slice(path.lastIndexOf('.') + 1)
  if (typeof value === 'number') {
    return IS_MONEY.test(field) ? moneyText(value, currency) : String(value)
  }
  if (typeof value === 'boolean') return value ? texts.yes : texts.no
  if (typeof value === 'string') {
    if (IS_TIME.test(value)) return shortText(value)
    return STATUSES[path]?.[value] ?? (IS_ENUMERATION.test(field) ? wordOf(value) : value)
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? texts.none
      : value.map((one) => valueText(path, one, currency)).join(', ')
  }
  return Object.entries(value as Item)
    .filter(([, one]) => isPlain(one) && one !== null && one !== '')
    .map(([key, one]) => (field === 'metadata' ? `${key}: ${one}` : String(one)))
    .join(', ')
}
