// The rows of a file, of either format, and the limits of a file.

import type { Row } from '#domain/import/maps.ts'

/** A row, or why the line at that place is none. `isEnd`: nothing behind it can be read. */
export type FileRow = Row | UnreadableRow

interface UnreadableRow {
  line: number
  unreadable: string
  isEnd?: boolean
}

/** An order of thousands of lines, as JSON, is one record. */
export const RECORD_MAX_BYTES = 8 * 1024 * 1024

/** No order has more lines than this. */
export const GROUP_MAX = 10_000

export const TOO_LONG = `is of an order of more than ${GROUP_MAX} lines`
