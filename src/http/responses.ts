// What a route may answer, for the OpenAPI document: its success, and the problems that every route
// of its kind can meet. One table, so that no route forgets one.

import { type TSchema, Type } from '@sinclair/typebox'
import { Problem } from './schema.ts'

const ALWAYS = [400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 429, 500, 503] as const

type Success = 200 | 201 | 202 | 204

/** `responses(201, Product)`; null where the answer has no body. Reads and writes share the table. */
export function responses(status: Success, model: TSchema | null): Record<number, TSchema> {
  return {
    [status]: model ?? Type.Void(),
    ...Object.fromEntries(ALWAYS.map((code) => [code, Problem])),
  }
}
