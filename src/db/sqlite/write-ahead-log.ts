// The pages in a SQLite write-ahead log: a header of 32 bytes, then frames of a 24-byte header and a page
// (https://sqlite.org/fileformat2.html#walformat). It reads page numbers and salts; SQLite checks the
// checksums.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const LOG_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const SALT_BYTES = 8
const LOG_SALT_OFFSET = 16
const FRAME_SALT_OFFSET = 8

/**
 * The page numbers, from 1, in the log of that path, up to the first frame with another salt, which is of an
 * earlier round. Empty where the log is shorter than its header. Throws the file system's error where the log
 * is missing.
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
