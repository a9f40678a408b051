// The complaints of a schema become the list of wrong fields, all at once and without their values.

import { FIELD_ERRORS_MAX, type FieldError } from '#domain/errors.ts'

interface Complaint {
  path: string
  message: string
  schema: Schema
  /** Of a union: what each of its alternatives says. */
  errors?: Iterable<Complaint>[]
}

interface Schema {
  enum?: unknown
  type?: unknown
  format?: unknown
  minLength?: number
  maxLength?: number
  anyOf?: Schema[]
  [keyword: string]: unknown
}

interface Validator {
  Errors(value: unknown): Iterable<Complaint>
}

export const saysWhy = (validator: object): validator is Validator =>
  'Errors' in validator && typeof validator.Errors === 'function'

/** `on` is the part of the request: fields of a body stand alone, others behind its name. */
export function fieldErrors(on: string, validator: Validator, value: unknown): FieldError[] {
  const byPath = new Map<string, string>()
  for (const complaint of plainComplaints(validator.Errors(value))) {
    const dotted = dottedPath(on, complaint.path)
    // The first complaint about a field says it: "required" comes before "expected string".
    if (!byPath.has(dotted)) byPath.set(dotted, messageOf(complaint))
    if (byPath.size === FIELD_ERRORS_MAX) break
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}

/** The same wherever a date or a time is read. */
export const NOT_A_TIME =
  'Expected a date that exists, such as 2026-11-22, or a time, such as 2026-11-22T15:00:00Z'

/**
 * Of a union that nothing fits, what the only alternative says that could have been meant: the one that
 * is of the value's type. Where that is not clear, the union itself.
 */
function* plainComplaints(complaints: Iterable<Complaint>): Generator<Complaint> {
  for (const complaint of complaints) {
    const alternatives = (complaint.errors ?? []).map((errors) => [...plainComplaints(errors)])
    const meant = alternatives.filter((errors) =>
      errors.every(({ path }) => path !== complaint.path),
    )
    const [only] = meant
    if (only !== undefined && meant.length === 1) yield* only
    else yield complaint
  }
}

const FORMATS: Record<string, string> = {
  text: 'Expected one line without control characters',
  name: 'Expected one line that can be read, without control characters or controls of direction',
  multiline: 'Expected text without control characters',
  address: 'Expected an e-mail address',
}

/** The sentence for a complaint. */
export function messageOf({ message, schema }: Complaint): string {
  if (message.startsWith('Expected string length')) return lengthOf(schema, message)
  const only = beside(schema)
  if (Array.isArray(only.enum)) return `Expected one of ${only.enum.join(', ')}`
  if (only.format === 'date_or_time' && !message.includes('required')) return NOT_A_TIME
  const isAboutFormat = typeof schema.format === 'string' && message.includes(' format')
  return (isAboutFormat && FORMATS[String(schema.format)]) || message
}

/** The schema beside null; the schema itself where null is not allowed. */
function beside(schema: Schema): Schema {
  const [only, ...others] = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  return only === undefined || others.length > 0 ? schema : only
}

/** In the words of a form's field: characters, no strings. */
function lengthOf({ minLength, maxLength }: Schema, message: string): string {
  if (message.includes('less')) return `Expected at most ${maxLength} characters`
  return minLength === 1 ? 'Expected some text' : `Expected at least ${minLength} characters`
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
