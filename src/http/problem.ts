// A thrown error becomes application/problem+json (RFC 9457) by one mapping, without stack, SQL, path or a
// value that was sent. An error that is no DomainError is a bug: logged with its stack and answered 500
// without detail.

import { ValidationError } from 'elysia'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import type { Log } from '#lib/log.ts'
import { SECURITY_HEADERS } from './headers.ts'
import type { RequestContext } from './request-context.ts'
import { fieldErrors, saysWhy } from './validation.ts'

const RETRY_AFTER_S = '1'

/** "not_found" is titled "Not found". */
const titleOf = (code: string): string =>
  code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ')

export function problem(error: DomainError, requestContext: RequestContext): Response {
  const { status, code, details } = error
  const body = {
    type: `urn:orderd:problem:${code}`,
    title: titleOf(code),
    status,
    detail: error.message,
    code,
    request_id: requestContext.requestId,
    ...details,
  }
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    ...SECURITY_HEADERS,
    'x-request-id': requestContext.requestId,
    ...headersOf(error),
  }
  return new Response(JSON.stringify(body), { status, headers })
}

function headersOf({ status, code, details }: DomainError): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' }
  if (code === 'unavailable') return { 'retry-after': RETRY_AFTER_S }
  if (code === 'method_not_allowed') return { allow: String(details.allow) }
  if (code === 'rate_limited') return rateLimitHeaders(details)
  return {}
}

function rateLimitHeaders(details: Record<string, unknown>): Record<string, string> {
  const retryAfterS = String(details.retry_after)
  return {
    'retry-after': retryAfterS,
    'ratelimit-limit': String(details.limit),
    'ratelimit-remaining': '0',
    'ratelimit-reset': retryAfterS,
  }
}

interface Thrown {
  error: unknown
  /** The framework's name for its own faults: NOT_FOUND, PARSE, VALIDATION. */
  code: unknown
  requestContext: RequestContext
  log: Log
  /** Did the database or a full queue say no? */
  isUnavailable: (error: unknown) => boolean
}

/** The DomainError that answers for any thrown error. */
export function toDomainError({
  error,
  code,
  requestContext,
  log,
  isUnavailable,
}: Thrown): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof ValidationError) return fromValidation(error)
  if (code === 'NOT_FOUND') return notFound()
  if (code === 'PARSE') return new DomainError('malformed', 'The request is malformed.')
  if (isUnavailable(error)) {
    log.warn('unavailable', { request_id: requestContext.requestId, error })
    return new DomainError('unavailable', 'Unavailable for the moment. Try again.')
  }
  log.error('request failed', {
    request_id: requestContext.requestId,
    route: requestContext.route,
    error,
  })
  return new DomainError('internal', 'Something went wrong. It has been logged.')
}

function fromValidation(error: ValidationError): DomainError {
  const { validator } = error
  if (!saysWhy(validator)) throw new TypeError('a schema that cannot say what is wrong')
  return invalid(fieldErrors(error.type, validator, error.value))
}
