// The head of a request, before any route reads it: one Host that is one, and no more than 16 KB.

import { DomainError } from '#domain/errors.ts'
import { malformed } from './body.ts'

const HEAD_BYTES = 16 * 1024

/** A name or an address, and a port (RFC 9112, section 3.2). Two Host headers arrive with a comma. */
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{0,5})?$/i

/** 400 malformed: no Host, two of them, or one that is none. A link made of it would lead elsewhere. */
export function checkHost({ url, headers }: Request): void {
  const host = headers.get('host')
  // A request of this process has none, and a URL with its scheme.
  const isOne = host === null ? !url.startsWith('/') : HOST.test(host) && isParsed(host)
  if (!isOne) throw malformed('The request needs one Host header, with a name or an address.')
}

// Shapes alone do not tell that 999.1.1.1 is no address and 65536 no port.
const isParsed = (host: string): boolean => URL.canParse(`http://${host}/`)

/** 431 headers_too_large. */
export function checkSize(url: string, headers: Record<string, string | undefined>): void {
  let size = url.length
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0) + 4
  if (size <= HEAD_BYTES) return
  const message = `URL and headers are larger than ${HEAD_BYTES} bytes.`
  throw new DomainError('headers_too_large', message)
}

/** The path of a whole URL, as it was sent. */
export function pathOf(url: string): string {
  const from = url.indexOf('/', url.indexOf('://') + 3)
  const until = url.indexOf('?', from)
  return until === -1 ? url.slice(from) : url.slice(from, until)
}
