// The pages that a SQLite write-ahead log has, by its own format: a header of 32 bytes, then frames of
// a header of 24 and a page (https://sqlite.org/fileformat2.html#walformat). It reads the numbers
// alone and believes what the log says; checksums are SQLite's business.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const LOG_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const SALT_BYTES = 8
const LOG_SALT_OFFSET = 16
const FRAME_SALT_OFFSET = 8

/**
 * Numbers of the pages in the log of that path, from 1. Frames of an earlier round, which have another
 * salt, end the search. Empty where the log is shorter than its header. An error of the file system
 * where there is none.
 */
export function pagesInLog(path: string, pageBytes: number): Set<number> {
  const pages = new Set<number>()
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const header = Buffer.alloc(LOG_HEADER_BYTES)
    if (readSync(file, header, 0, LOG_HEADER_BYTES, 0) < LOG_HEADER_BYTES) return pages
    const salt = header.subarray(LOG_SALT_OFFSET, LOG_SALT_OFFSET + SALT_BYTES)
    const frame = Buffer.alloc(FRAME_HEADER_BYTES)
    const stride = FRAME_HEADER_BYTES + pageBytes
    for (let at = LOG_HEADER_BYTES; at + stride <= size; at += stride) {
      readSync(file, frame, 0, FRAME_HEADER_BYTES, at)
      if (
        frame.compare(salt, 0, SALT_BYTES, FRAME_SALT_OFFSET, FRAME_SALT_OFFSET + SALT_BYTES) !== 0
      )
        break
      pages.add(frame.readUInt32BE(0))
    }
    return pages
  } finally {
    closeSync(file)
  }
}
