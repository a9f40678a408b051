// The rows of a file as they stream by, of either format. Memory is that of the longest row.

import type { Plan } from '#domain/import/maps.ts'
import type { Turn } from '#lib/turn.ts'
import { csvRows } from './csv-rows.ts'
import type { FileRow } from './file-row.ts'
import { ndjsonRows } from './ndjson-rows.ts'
import { type Bytes, slicesOf } from './slices.ts'

export type FileFormat = 'csv' | 'ndjson'

const READERS = { csv: csvRows, ndjson: ndjsonRows }

/** 422 where the file is no text, or its columns are not those that the map names. */
export const rowsOf = (
  bytes: Bytes,
  format: FileFormat,
  plan: Plan,
  turn: Turn,
): AsyncIterable<FileRow> => READERS[format](slicesOf(bytes, turn), plan)
