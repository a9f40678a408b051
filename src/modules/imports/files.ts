// The rows of a file as they stream by: CSV (RFC 4180, with a header) or NDJSON. Memory is that of
// the longest row. A row that cannot be read is passed on as unreadable with its line, and the rows after it
// are read where the format allows.

import type { CsvError, Info, InfoRecord, Parser } from 'csv-parse'
import { invalid } from '#domain/errors.ts'
import { unguardCell } from '#domain/import/csv-row.ts'
import type { Plan, Row } from '#domain/import/maps.ts'
import { rowsOfJson } from './json-rows.ts'

export type Bytes = AsyncIterable<Uint8Array>
export type FileFormat = 'csv' | 'ndjson'

/** A row, or why the line at that place is none. `isEnd`: nothing behind it can be read. */
export type FileRow = Row | { line: number; unreadable: string; isEnd?: boolean }

/** An order of thousands of lines, as JSON, is one record. */
const RECORD_MAX_BYTES = 8 * 1024 * 1024

/** 422 where the file lacks a column that the map names. */
export const rowsOf = (bytes: Bytes, format: FileFormat, plan: Plan): AsyncIterable<FileRow> =>
  format === 'csv' ? csvRows(bytes, plan) : ndjsonRows(bytes, plan)

interface CsvRecord {
  record: string[]
  info: Info & Pick<InfoRecord, 'error'>
}

async function* csvRows(bytes: Bytes, { terms, columns, isOwn }: Plan): AsyncGenerator<FileRow> {
  const { CsvError, parse } = await import('csv-parse')
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
  const fed = feed(bytes, parser)
  let header: ReadonlyMap<string, number> | null = null
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      yield* skipped.splice(0)
      if (header === null) header = headerOf(record, columns)
      else yield csvRow(isOwn ? record.map(unguardCell) : record, header, info.lines)
    }
    await fed
    yield* skipped
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield { ...unreadable(error), isEnd: true }
  } finally {
    parser.destroy()
  }
  if (header === null) throw invalid([{ path: 'file', message: 'The file is empty' }])
}

/** Writes as fast as the reader reads. A source that breaks off ends the parser with its error. */
async function feed(bytes: Bytes, parser: Parser): Promise<void> {
  try {
    for await (const chunk of bytes) {
      if (parser.destroyed) return
      if (!parser.write(chunk)) await drained(parser)
    }
    parser.end()
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

const drained = (parser: Parser): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      parser.off('drain', done)
      parser.off('close', done)
      resolve()
    }
    parser.once('drain', done)
    parser.once('close', done)
  })

/** An unclosed quote takes in the rest of the file. */
const unreadable = (error: CsvError) => ({
  line: 'lines' in error ? Number(error.lines) : 0,
  unreadable: error.message,
  isEnd: error.code === 'CSV_QUOTE_NOT_CLOSED',
})

function headerOf(record: string[], columns: readonly string[]): Map<string, number> {
  const header = new Map(record.map((name, i) => [name.trim(), i]))
  const missing = columns.filter((column) => !header.has(column))
  if (missing.length > 0) {
    const message = `The file has no column ${missing.join(', ')}; it has ${[...header.keys()].join(', ')}`
    throw invalid([{ path: 'file', message }])
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

async function* ndjsonRows(bytes: Bytes, plan: Plan): AsyncGenerator<FileRow> {
  let line = 0
  for await (const text of linesOf(bytes, plan.terms.encoding ?? 'utf-8')) {
    line += 1
    if (text === null) {
      yield { line, unreadable: `is longer than ${RECORD_MAX_BYTES} bytes`, isEnd: true }
      return
    }
    if (text.trim() !== '') yield* rowsOfJson(text, line, plan)
  }
}

/** null for a line that is too long to go on with. */
async function* linesOf(bytes: Bytes, encoding: 'utf-8' | 'latin1'): AsyncGenerator<string | null> {
  const decoder = new TextDecoder(encoding)
  let rest = ''
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > RECORD_MAX_BYTES) {
      yield null
      return
    }
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
