// What a command may be told: every call is held against the command's own schema, whoever makes it
// and by whatever door it came.

import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { invalid } from '#domain/errors.ts'

/** Compiled on first use. */
const checks = new WeakMap<TSchema, TypeCheck<TSchema>>()

/** 422 validation with every wrong field. */
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
