// An order in a file: one line of JSON, or as many rows of CSV as it has lines and charges, in the
// columns that an import takes without a map. Both are made of what the order's reader may see, so a
// file tells nobody more than the API does.

import type { Caller } from '#domain/access.ts'
import { FLAT_COLUMNS, flattenOrder } from '#domain/import/csv-order.ts'
import { csvRow } from '#domain/import/csv-row.ts'
import type { OrderImage } from '#domain/import/image.ts'
import type { Order } from '#domain/order.ts'
import { presentOrder } from '#modules/orders/public.ts'

export interface FileFormat {
  contentType: string
  /** What stands before the first order. */
  head: string
  encode(order: Order, reader: Caller): string
}

export const FORMAT_NAMES = ['csv', 'ndjson'] as const
export type FormatName = (typeof FORMAT_NAMES)[number]

export const FORMATS: Readonly<Record<FormatName, FileFormat>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: csvRow(FLAT_COLUMNS),
    encode(order, reader) {
      // An order as the wire shows it has all that this needs; a presenter's type does not say so.
      const rows = flattenOrder(presentOrder(order, reader) as OrderImage)
      return rows.map((row) => csvRow(FLAT_COLUMNS.map((name) => row[name] ?? ''))).join('')
    },
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    head: '',
    encode: (order, reader) => `${JSON.stringify(presentOrder(order, reader))}\n`,
  },
}
