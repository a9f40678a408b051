// One request as the log, the error mapping and the commands know it: its id, its trace, when it
// began and who it turned out to be. It never holds a body, a token or a header's raw text.

import type { Caller } from '#domain/access.ts'
import type { Ids } from '#lib/ids.ts'
import { parseTraceparent, type TraceContext } from '#lib/trace-context.ts'

export interface RequestContext {
  requestId: string
  /** null: the client began none. */
  trace: TraceContext | null
  /** Monotonic, for the duration alone. */
  beganMs: number
  /** Known once the guard has authenticated. */
  caller: Caller | null
  /** The path's pattern; null where no route matched. */
  route: string | null
  /** Tells if the thing in the path exists for the caller; null where the route has no such check. */
  exists: Exists | null
}

/** Asked only when a request is refused as invalid: what is not there is a 404 first. */
export type Exists = (params: Record<string, string>, caller: Caller) => Promise<boolean>

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

export function beginRequest(request: Request, ids: Ids, route: string | null): RequestContext {
  const given = request.headers.get('x-request-id')
  return {
    requestId: given !== null && REQUEST_ID.test(given) ? given : ids.next('req'),
    trace: parseTraceparent(request.headers.get('traceparent')),
    beganMs: performance.now(),
    caller: null,
    route,
    exists: null,
  }
}
