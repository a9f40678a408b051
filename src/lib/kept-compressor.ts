// A zstd context that is kept from one input to the next. zstdCompressSync of node:zlib makes a context and loads
// its dictionary at each call, which takes 4 us more, and among much other memory 12 us; the bytes are the
// same. Only the handle of a stream compresses with a kept context, at once and without a copy. @types/node lacks
// it: the version of Bun is pinned, and packing.test.ts fails where a new one has another handle.

import { constants, createZstdCompress, type ZstdOptions } from 'node:zlib'

interface Handle {
  /** Compresses input[inputAt, inputAt + inputLength) into `output`, and sets the stream's `_writeState`. */
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLength: number,
    output: Uint8Array,
    outputAt: number,
    outputLength: number,
  ): void
}

interface Stream {
  _handle: Handle
  /** After a write: the bytes of its output that are unused, and those of its input that are unread. */
  _writeState: Uint32Array
}

/** Of all contexts: most texts and most frames are shorter. */
const input = Buffer.allocUnsafe(64 * 1024)
const output = Buffer.allocUnsafe(64 * 1024)
/** Of a UTF-16 code unit in UTF-8. */
const BYTES_MAX = 3

/** Returns one frame of zstd for each text. It is valid until the next call of any compressor. */
export function createCompressor(options: ZstdOptions): (text: string) => Buffer {
  const { _handle, _writeState } = createZstdCompress(options) as unknown as Stream

  return (text) => {
    const isShort = text.length * BYTES_MAX <= input.length
    const content = isShort ? input : Buffer.from(text)
    const length = isShort ? input.write(text) : content.length
    const full: Buffer[] = []
    let left = length
    for (;;) {
      const at = length - left
      _handle.writeSync(constants.ZSTD_e_end, content, at, left, output, 0, output.length)
      const [unused = 0, unread = 0] = _writeState
      const written = output.subarray(0, output.length - unused)
      if (unused > 0) return full.length === 0 ? written : Buffer.concat([...full, written])
      full.push(Buffer.from(written))
      left = unread
    }
  }
}
