// From a schema's complaints to the list of wrong fields, all at once and without their values.

import type { FieldError } from '#domain/errors.ts'

const MOST = 64

interface Complaint {
  path: string
  message: string
}

interface Validator {
  Errors(value: unknown): Iterable<Complaint>
}

export const saysWhy = (validator: object): validator is Validator =>
  'Errors' in validator && typeof validator.Errors === 'function'

/** `on` is the part of the request: fields of a body stand alone, others behind its name. */
export function fieldErrors(on: string, validator: Validator, value: unknown): FieldError[] {
  const byPath = new Map<string, string>()
  for (const { path, message } of validator.Errors(value)) {
    const dotted = dottedPath(on, path)
    // The first complaint about a field says it: "required" comes before "expected string".
    if (!byPath.has(dotted)) byPath.set(dotted, message)
    if (byPath.size === MOST) break
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}

/** "/lines/0/quantity" in a body is "lines.0.quantity", "/limit" in a query is "query.limit". */
function dottedPath(on: string, pointer: string): string {
  const fields = pointer
    .split('/')
    .slice(1)
    .map((field) => field.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (fields.length === 0) return on
  return on === 'body' ? fields.join('.') : [on, ...fields].join('.')
}
