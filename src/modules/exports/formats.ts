// An order in a file is one line of JSON, or a row of CSV for each line and charge, in the columns that an
// import takes without a map. Both are made of the answer that its reader gets from the API.

import { csvRow } from '#domain/import/csv-row.ts'
import { FLAT_COLUMNS, flattenOrder } from '#domain/import/order-to-csv.ts'

export interface ExportFormat {
  contentType: string
  /** The text before the first order. */
  head: string
  /** `answer` is the JSON that the reader gets of the order. */
  encode(answer: string): string
}

export const FORMAT_NAMES = ['csv', 'ndjson'] as const
export type FormatName = (typeof FORMAT_NAMES)[number]

export const FORMATS: Readonly<Record<FormatName, ExportFormat>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: csvRow(FLAT_COLUMNS),
    encode(answer) {
      const rows = flattenOrder(JSON.parse(answer))
      return rows.map((row) => csvRow(FLAT_COLUMNS.map((name) => row[name] ?? ''))).join('')
    },
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    head: '',
    encode: (answer) => `${answer}\n`,
  },
}
