// The bytes of a file in slices that take a few milliseconds to read. A file with a NUL is binary or UTF-16, and
// ends there.

import type { Turn } from '#lib/turn.ts'

export type Bytes = AsyncIterable<Uint8Array>

const SLICE_BYTES = 16 * 1024

export class NotText extends Error {
  override name = 'NotText'
}

/** Throws NotText at the first NUL. */
export async function* slicesOf(bytes: Bytes, turn: Turn): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.byteLength; at += SLICE_BYTES) {
      if (turn.isOver) await turn.next()
      const slice = chunk.subarray(at, at + SLICE_BYTES)
      if (slice.includes(0))
        throw new NotText('has a NUL: it is binary, or UTF-16; save it as UTF-8')
      yield slice
    }
  }
}
