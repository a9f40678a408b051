// Arguments are checked against the command's own schema at every call: REST, bulk, CLI and workers
// alike.

import type { TSchema } from '@sinclair/typebox'
import { invalid } from '#domain/errors.ts'
import { checkOf } from '#lib/compiled-schema.ts'

/** 422 validation with every wrong field, its path as `lines.0.quantity`. */
export function checkArgs(schema: TSchema, args: unknown): void {
  const check = checkOf(schema)
  if (check.Check(args)) return
  throw invalid(
    [...check.Errors(args)].map((e) => ({
      path: e.path.slice(1).replaceAll('/', '.'),
      message: e.message,
    })),
  )
}
