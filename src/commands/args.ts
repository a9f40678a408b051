// Arguments are checked against the command's own schema at every call: REST, bulk, CLI and workers
// alike.

import type { TSchema } from '@sinclair/typebox'
import { FIELD_ERRORS_MAX, invalid } from '#domain/errors.ts'
import { checkOf } from '#lib/compiled-schema.ts'

/** 422 validation with every wrong field, its path as `lines.0.quantity`. */
export function checkArgs(schema: TSchema, args: unknown): void {
  const check = checkOf(schema)
  if (check.Check(args)) return
  const faults = Iterator.from(check.Errors(args))
    .take(FIELD_ERRORS_MAX)
    .map(({ path, message }) => ({ path: path.slice(1).replaceAll('/', '.'), message }))
  throw invalid([...faults])
}
