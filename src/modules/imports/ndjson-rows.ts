// The rows of an NDJSON file. A line that cannot be read is passed on as unreadable, and the lines after it are
// read.

import { invalid } from '#domain/errors.ts'
import type { Plan } from '#domain/import/maps.ts'
import { type FileRow, RECORD_MAX_BYTES } from './file-row.ts'
import { rowsOfJson } from './json-rows.ts'
import { NotText } from './slices.ts'

const LINE_FEED = 10

/** 422 for a file that is no text. */
export async function* ndjsonRows(
  slices: AsyncIterable<Uint8Array>,
  plan: Plan,
): AsyncGenerator<FileRow> {
  let line = 0
  try {
    for await (const text of linesOf(slices, plan.terms.encoding ?? 'utf-8')) {
      line += 1
      if (text === null) {
        yield { line, unreadable: `is longer than ${RECORD_MAX_BYTES} bytes`, isEnd: true }
        return
      }
      if (text.trim() !== '') yield* rowsOfJson(text, line, plan)
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    if (line === 0) throw invalid([{ path: 'file', message: `The file ${error.message}` }])
    yield { line: line + 1, unreadable: error.message, isEnd: true }
  }
}

/** null for a line that is too long to go on with. */
async function* linesOf(
  slices: AsyncIterable<Uint8Array>,
  encoding: 'utf-8' | 'latin1',
): AsyncGenerator<string | null> {
  const decoder = new TextDecoder(encoding)
  let pieces: Uint8Array[] = []
  let bytes = 0

  function add(piece: Uint8Array): void {
    if (piece.byteLength === 0) return
    pieces.push(piece)
    bytes += piece.byteLength
  }

  function end(): string {
    if (bytes === 0) return ''
    const text = decoder.decode(Buffer.concat(pieces))
    pieces = []
    bytes = 0
    return text
  }

  for await (const slice of slices) {
    let from = 0
    for (let to = slice.indexOf(LINE_FEED); to !== -1; to = slice.indexOf(LINE_FEED, from)) {
      add(slice.subarray(from, to))
      yield end()
      from = to + 1
    }
    add(slice.subarray(from))
    if (bytes > RECORD_MAX_BYTES) {
      yield null
      return
    }
  }
  if (bytes > 0) yield end()
}
