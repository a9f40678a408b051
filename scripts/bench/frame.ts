// As much of a WebSocket's framing as text needs, for clients that are to cost next to nothing or to
// behave as no library would.

/** One text frame, masked with zeros; up to 64 KB. */
export function frameOf(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), payload])
}

/** The payload at the start of the bytes and where the next one begins; null: not whole yet. */
export function nextFrame(bytes: Buffer, from: number): { payload: Buffer; end: number } | null {
  if (bytes.length < from + 2) return null
  let length = (bytes[from + 1] ?? 0) & 0x7f
  let start = from + 2
  if (length >= 126) {
    const wide = length === 127
    start += wide ? 8 : 2
    if (bytes.length < start) return null
    length = wide ? Number(bytes.readBigUInt64BE(from + 2)) : bytes.readUInt16BE(from + 2)
  }
  const end = start + length
  return bytes.length < end ? null : { payload: bytes.subarray(start, end), end }
}
