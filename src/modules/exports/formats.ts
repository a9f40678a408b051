// An order in a file is one line of JSON, or a row of CSV for each line and charge, in the columns that an
// import takes without a map. Both are made of the answer that its reader gets from the API.

import type { Caller } from '#domain/access.ts'
import { csvRow } from '#domain/import/csv-row.ts'
import { FLAT_COLUMNS, flattenOrder } from '#domain/import/order-to-csv.ts'
import type { Order } from '#domain/order.ts'
import { presentOrder } from '#modules/orders/public.ts'

export interface ExportFormat {
  contentType: string
  /** The text before the first order. */
  head: string
  encode(order: Order, reader: Caller): string
}

export const FORMAT_NAMES = ['csv', 'ndjson'] as const
export type FormatName = (typeof FORMAT_NAMES)[number]

export const FORMATS: Readonly<Record<FormatName, ExportFormat>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: csvRow(FLAT_COLUMNS),
    encode(order, reader) {
      const rows = flattenOrder(presentOrder(order, reader))
      return rows.map((row) => csvRow(FLAT_COLUMNS.map((name) => row[name] ?? ''))).join('')
    },
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    head: '',
    encode: (order, reader) => `${JSON.stringify(presentOrder(order, reader))}\n`,
  },
}
