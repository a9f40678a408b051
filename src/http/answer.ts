// An answer becomes a Response here, once and complete: Elysia passes it through without validating or
// encoding it again.

import type { Outcome } from '#commands/command.ts'
import { JSON_HEADERS, SECURITY_HEADERS } from './headers.ts'

/** The answer of a command, exactly the bytes that a replay repeats. */
export async function answer(outcome: Promise<Outcome>): Promise<Response> {
  const { status, text, etag, location, isReplay } = await outcome
  const headers: Record<string, string> =
    text === '' ? { ...SECURITY_HEADERS } : { ...JSON_HEADERS }
  if (etag !== null) headers.etag = etag
  if (location !== null) headers.location = location
  if (isReplay) headers['idempotent-replayed'] = 'true'
  return new Response(text === '' ? null : text, { status, headers })
}

interface JsonOptions {
  status?: number
  /** The version of the one resource in the answer. */
  version?: number
}

/** A read's answer. `value` is what a presenter built: nothing else may reach this function. */
export const json = (value: unknown, options?: JsonOptions): Response =>
  jsonText(JSON.stringify(value), options)

/** The same for JSON that is encoded already. */
export function jsonText(text: string, { status = 200, version }: JsonOptions = {}): Response {
  const headers = version === undefined ? JSON_HEADERS : { ...JSON_HEADERS, etag: `"${version}"` }
  return new Response(text, { status, headers })
}
