// Reads and parses a request's body, within limits, itself: Elysia's own parsers would run before
// authentication and say less. Order of the faults: 415, 400, 413, 422 for what is counted.

import { DomainError, FIELD_ERRORS_MAX, invalid } from '#domain/errors.ts'
import { type BodyLimits, checkCounts, checkDepth, tooMany } from './body-limits.ts'

export const BODY_BYTES = 1024 * 1024
/** A stranger has less to say: the largest is a registration. */
export const ANONYMOUS_BODY_BYTES = 64 * 1024

export interface RawBody {
  bytes: Uint8Array
  type: 'json' | 'form'
}

const tooLarge = (limit: number): DomainError =>
  new DomainError('too_large', `The body is larger than ${limit} bytes.`)

export const malformed = (message: string): DomainError => new DomainError('malformed', message)

/** 415 unless the body is JSON (or, where the route says so, a form). An absent body has no type. */
export function bodyType(contentType: string | undefined, allowForm: boolean): RawBody['type'] {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  if (allowForm && type === 'application/x-www-form-urlencoded') return 'form'
  throw new DomainError('unsupported_media_type', 'The body must be application/json.')
}

/**
 * 413 as soon as the length says so, or has been counted. 400 malformed where the beginning of a body that is too
 * large for its sender, though not for the route, is nested too deep already.
 */
export async function readBody(
  request: Request,
  length: string | undefined,
  limit: number,
): Promise<Uint8Array> {
  const declared = length === undefined ? null : Number(length)
  if (declared !== null && declared > BODY_BYTES) throw tooLarge(limit)
  if (declared !== null && declared <= limit) return request.bytes()
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    chunks.push(chunk)
    if (size <= limit) continue
    checkDepth(Buffer.concat(chunks).toString('latin1', 0, limit))
    throw tooLarge(limit)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** An empty body is {}. 400 malformed: invalid UTF-8, not JSON, or nested too deep. 422 beyond the limits. */
export function parseBody({ bytes, type }: RawBody, limits: BodyLimits): unknown {
  if (bytes.byteLength === 0) return {}
  const text = decode(bytes)
  return type === 'json' ? parseJson(text, limits) : parseForm(text, limits)
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw malformed('The body is not UTF-8.')
  }
}

function parseJson(text: string, limits: BodyLimits): unknown {
  checkCounts(text, limits)
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('The body is not JSON.')
  }
}

function parseForm(text: string, limits: BodyLimits): unknown {
  if (text.split('&', limits.keys + 1).length > limits.keys) throw tooMany(limits.keys, 'keys')
  const fields = new URLSearchParams(text)
  refuseTwice(fields, '')
  return Object.fromEntries(fields)
}

/** 422 for a repeated parameter: one value would be silently lost. `prefix` is that of their paths. */
export function refuseTwice(fields: URLSearchParams, prefix: string): void {
  const once = new Set<string>()
  const twice = new Set<string>()
  for (const name of fields.keys()) (once.has(name) ? twice : once).add(name)
  if (twice.size === 0) return
  const named = [...twice].slice(0, FIELD_ERRORS_MAX)
  throw invalid(named.map((name) => ({ path: `${prefix}${name}`, message: 'Given twice' })))
}
