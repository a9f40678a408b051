// The rows of a CSV file (RFC 4180, with a header). A row that cannot be read is passed on as unreadable, and the
// rows after it are read.

import type { CsvError, Info, InfoRecord } from 'csv-parse'
import { invalid } from '#domain/errors.ts'
import { unguardCell } from '#domain/import/csv-row.ts'
import type { Plan } from '#domain/import/maps.ts'
import { type FileRow, RECORD_MAX_BYTES } from './file-row.ts'
import { NotText } from './slices.ts'

/** orderd's own files have a header of 1.5 KB. */
const HEADER_MAX_BYTES = 64 * 1024
const COLUMNS_MAX = 1_000
/** Columns that a refusal lists. */
const NAMED_MAX = 50

interface CsvRecord {
  record: string[]
  info: Info & Pick<InfoRecord, 'error'>
}

/** 422 for a file without a header, or whose header is too large or lacks a column that the map names. */
export async function* csvRows(
  slices: AsyncIterable<Uint8Array>,
  plan: Plan,
): AsyncGenerator<FileRow> {
  const { CsvError, parse } = await import('csv-parse')
  const { terms, columns, isOwn } = plan
  const skipped: FileRow[] = []
  const parser = parse({
    bom: true,
    info: true,
    delimiter: terms.delimiter ?? ',',
    encoding: terms.encoding ?? 'utf-8',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: RECORD_MAX_BYTES,
    on_skip: (error) => {
      if (error) skipped.push(unreadable(error))
    },
  })
  // The loops below throw it.
  parser.on('error', () => {})
  let header: ReadonlyMap<string, number> | null = null

  function* rowsUpTo({ record, info }: CsvRecord): Generator<FileRow> {
    yield* skipped.splice(0)
    if (header === null) header = headerOf(record, columns)
    else yield csvRow(isOwn ? record.map(unguardCell) : record, header, info.lines)
  }

  try {
    let fedBytes = 0
    for await (const slice of slices) {
      parser.write(slice)
      fedBytes += slice.byteLength
      for (let found = parser.read(); found !== null; found = parser.read()) {
        yield* rowsUpTo(found)
      }
      yield* skipped.splice(0)
      if (header === null && fedBytes > HEADER_MAX_BYTES) throw headerTooLarge()
    }
    parser.end()
    for await (const found of parser as AsyncIterable<CsvRecord>) yield* rowsUpTo(found)
    yield* skipped
  } catch (error) {
    if (error instanceof NotText && header === null) throw refused(`The file ${error.message}`)
    if (error instanceof NotText) {
      yield { line: parser.info.lines, unreadable: error.message, isEnd: true }
    } else if (error instanceof CsvError) yield { ...unreadable(error), isEnd: true }
    else throw error
  } finally {
    parser.destroy()
  }
  if (header === null) throw refused('The file is empty')
}

const refused = (message: string) => invalid([{ path: 'file', message }])

const headerTooLarge = () =>
  refused(`The first line, which names the columns, is longer than ${HEADER_MAX_BYTES} bytes`)

/** An unclosed quote takes in the rest of the file, as does a record that is too long. */
const unreadable = (error: CsvError) => ({
  line: 'lines' in error ? Number(error.lines) : 0,
  unreadable: error.message,
  isEnd: error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE',
})

function headerOf(record: string[], columns: readonly string[]): Map<string, number> {
  if (record.length > COLUMNS_MAX) {
    throw refused(`The file has ${record.length} columns; ${COLUMNS_MAX} are the most`)
  }
  const header = new Map(record.map((name, i) => [name.trim(), i]))
  const missing = columns.filter((column) => !header.has(column))
  if (missing.length > 0) {
    const names = [...header.keys()].slice(0, NAMED_MAX).join(', ')
    throw refused(`The file has no column ${missing.join(', ')}; it has ${names}`)
  }
  return header
}

function csvRow(record: string[], header: ReadonlyMap<string, number>, lastLine: number): FileRow {
  const breaks = record.reduce((sum, cell) => sum + (cell.includes('\n') ? breaksIn(cell) : 0), 0)
  const line = lastLine - breaks
  if (record.length !== header.size) {
    return { line, unreadable: `has ${record.length} fields, the header has ${header.size}` }
  }
  return { line, cell: (column) => record[header.get(column) ?? -1] }
}

const breaksIn = (cell: string): number => cell.split('\n').length - 1
