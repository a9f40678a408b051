// Arguments are checked against the command's own schema at every call: REST, bulk, CLI and workers
// alike.

import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { invalid } from '#domain/errors.ts'

/** Compiled on first use. */
const checks = new WeakMap<TSchema, TypeCheck<TSchema>>()

/** 422 validation with every wrong field, its path as `lines.0.quantity`. */
export function checkArgs(schema: TSchema, args: unknown): void {
  let check = checks.get(schema)
  if (check === undefined) {
    check = TypeCompiler.Compile(schema)
    checks.set(schema, check)
  }
  if (check.Check(args)) return
  throw invalid(
    [...check.Errors(args)].map((e) => ({
      path: e.path.slice(1).replaceAll('/', '.'),
      message: e.message,
    })),
  )
}
