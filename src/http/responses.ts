// A route declares its answers: the success and, as `refuses`, the error codes that its own command adds to
// those of all routes (openapi.ts). For the document and the types only: an answer is a finished Response,
// which Elysia does not validate.

import { type TSchema, type TVoid, Type } from '@sinclair/typebox'
import { type ErrorCode, STATUS } from '#domain/errors.ts'

type Declared<S extends number, T extends TSchema | null> = {
  [K in S]: T extends TSchema ? T : TVoid
}

/** `model` null: no body. */
export function responses<S extends number, T extends TSchema | null>(
  status: S,
  model: T,
  refuses: readonly ErrorCode[] = [],
): Declared<S, T> {
  const byStatus = Map.groupBy(refuses, (code) => STATUS[code])
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    Type.Any({ description: codes.join(', ') }),
  ])
  const success = model ?? Type.Void({ description: 'Done.' })
  // The refusals are for the document alone; the type speaks of the success.
  return { ...Object.fromEntries(refusals), [status]: success } as Declared<S, T>
}
