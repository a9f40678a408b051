// The place of a request in a trace, as the header `traceparent` of W3C Trace Context names it.

export interface TraceContext {
  /** 32 hexadecimal digits. */
  traceId: string
  /** 16 hexadecimal digits: the span that made the request. */
  spanId: string
  isSampled: boolean
}

/** The request that a span or a line of the log belongs to. */
export interface Cause {
  requestId: string
  /** The trace that its client began; null or absent: none. */
  trace?: TraceContext | null | undefined
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const SAMPLED = 1

/** null for no header, or one that is invalid. */
export function parseTraceparent(header: string | null): TraceContext | null {
  const match = header === null ? null : TRACEPARENT.exec(header)
  const [, version, traceId, spanId, flags, more] = match ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  // A later version may have more at its end; ff is none.
  if (version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}

export const formatTraceparent = ({ traceId, spanId, isSampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
