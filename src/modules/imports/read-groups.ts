// Neighboring rows of one key become one order: an image in the native format (one line of JSON, or rows of
// our own columns with the order's id), else a draft out of a foreign file. An image comes in complete or
// not at all.

import type { CellContext } from '#domain/import/cells.ts'
import { imageOfRows, ownIdOf } from '#domain/import/csv-layout.ts'
import { externalKey, type OrderImage } from '#domain/import/image.ts'
import type { Plan, Row } from '#domain/import/maps.ts'
import { orderKey } from '#domain/import/records.ts'
import { type ReadGroup, readGroup } from '#domain/import/rows.ts'
import { asImage } from './image.ts'
import { isImage } from './json-rows.ts'

export interface ReadOrder {
  group: ReadGroup
  /** null where the group has a draft, or nothing to import. */
  image: OrderImage | null
}

/** Rows with the same key are of one order; null where no cell names one. */
export const groupKey = (row: Row, plan: Plan): string | null =>
  isImage(row) ? `line ${row.line}` : (ownIdOf(row, plan) ?? orderKey(row, plan))

export function readOrder(
  key: string,
  rows: readonly [Row, ...Row[]],
  plan: Plan,
  senses: CellContext,
): ReadOrder {
  const [row] = rows
  if (isImage(row)) return judged({ ...NOTHING, ...row.image }, [], rows)
  if (ownIdOf(row, plan) === null) {
    return { group: readGroup(key, rows, plan, senses), image: null }
  }
  const { image, problems } = imageOfRows(rows, senses.exponentOf)
  return judged(image, problems, rows)
}

/** The members that an image may leave out. */
const NOTHING = { payments: [], credits: [], fulfillments: [], returns: [], notes: [] }

function judged(
  found: Record<string, unknown>,
  problems: readonly string[],
  rows: readonly Row[],
): ReadOrder {
  const checked = problems.length > 0 ? { fault: problems.join('; ') } : asImage(found)
  const lines = rows.map(({ line }) => line)
  if ('fault' in checked) return { group: refused(found, checked.fault, lines), image: null }
  const { value: image } = checked
  const { external_id } = externalKey(image)
  if (external_id === '') {
    return { group: refused(found, 'external_id is missing', lines), image: null }
  }
  const { currency, exponent, total = 0, tax_total = 0 } = image
  const taken = image.prices_include_tax ? total : total - tax_total
  const worth = { ...NO_WORTH, taken }
  const group = { ...groupOf(external_id, worth), currency, exponent, taken: lines }
  return { group, image }
}

const NO_WORTH = { taken: 0, refused: 0, skipped: 0 }

const groupOf = (external_id: string, worth: ReadGroup['worth']): ReadGroup => ({
  verdict: 'order',
  external_id,
  currency: '',
  exponent: 2,
  draft: null,
  refusals: [],
  taken: [],
  skipped: [],
  worth,
})

/** An order that cannot be read counts with an amount of 0. */
function refused(
  { currency, exponent, external_id, number, id }: Record<string, unknown>,
  reason: string,
  lines: readonly number[],
): ReadGroup {
  const name = [external_id, number, id].find((one) => typeof one === 'string') ?? null
  return {
    ...groupOf(String(name ?? ''), NO_WORTH),
    verdict: 'refused',
    currency: String(currency).slice(0, 3),
    exponent: typeof exponent === 'number' ? exponent : 2,
    refusals: lines.map((line) => ({ line, external_id: name as string | null, reason })),
  }
}
