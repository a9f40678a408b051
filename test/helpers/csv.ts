// CSV as a person's spreadsheet reads and writes it: a row is what its header makes of it.

import { parse as parseRows } from 'csv-parse/sync'

type Row = Record<string, string>

export const parse = (csv: string): Row[] => parseRows(csv, { columns: true }) as Row[]

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`

export const stringify = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('')
