// Reads and parses a request's body, within limits, itself: Elysia's own parsers would run before
// authentication and say less. Order of the faults: 415, 400, 413.

import { DomainError } from '#domain/errors.ts'

const LIMIT_BYTES = 1024 * 1024
const DEEPEST = 64

export interface RawBody {
  bytes: Uint8Array
  type: 'json' | 'form'
}

const tooLarge = (): DomainError =>
  new DomainError('too_large', `The body is larger than ${LIMIT_BYTES} bytes.`)

export const malformed = (message: string): DomainError => new DomainError('malformed', message)

/** 415 unless the body is JSON (or, where the route says so, a form). An absent body has no type. */
export function bodyType(contentType: string | undefined, allowForm: boolean): RawBody['type'] {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  if (allowForm && type === 'application/x-www-form-urlencoded') return 'form'
  throw new DomainError('unsupported_media_type', 'The body must be application/json.')
}

/** 413 as soon as the length says so, or has been counted. */
export async function readBody(request: Request, length: string | undefined): Promise<Uint8Array> {
  if (length !== undefined) {
    if (Number(length) > LIMIT_BYTES) throw tooLarge()
    return request.bytes()
  }
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > LIMIT_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** An empty body is {}. 400 malformed: invalid UTF-8, not JSON, or nested too deep. */
export function parseBody({ bytes, type }: RawBody): unknown {
  if (bytes.byteLength === 0) return {}
  const text = decode(bytes)
  return type === 'json' ? parseJson(text) : Object.fromEntries(new URLSearchParams(text))
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw malformed('The body is not UTF-8.')
  }
}

function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('The body is not JSON.')
  }
  if (isDeeper(value, DEEPEST)) throw malformed(`The body is nested deeper than ${DEEPEST}.`)
  return value
}

/** Recurses no further than `levels`, however deep the value is. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const inner of Object.values(value)) if (isDeeper(inner, levels - 1)) return true
  return false
}
