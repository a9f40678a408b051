// What a call can fail with: the server's problem document (RFC 9457) as an error, with one code to
// tell them apart. It never hides a failure, and never invents a code the server did not say, but
// for two: `network` (no answer) and `unexpected` (an answer that is no problem document).

import type { CloseReason } from './protocol.ts'
import type { ProblemCode } from './types.ts'

export type ErrorCode = ProblemCode | CloseReason | 'too_many_subs' | 'network' | 'unexpected'

export interface FieldError {
  /** As lines.0.quantity, or query.limit for a parameter. */
  path: string
  message: string
}

export interface Shortage {
  sku: string
  requested: number
  available: number
}

interface Members {
  /** The sentence a person reads. */
  detail: string
  status: number
  code: ErrorCode
  requestId?: string | null
  /** Everything else the document says. */
  details?: Readonly<Record<string, unknown>>
  cause?: unknown
}

export class OrderdError extends Error {
  override name = 'OrderdError'
  /** 0 where there was no answer. */
  readonly status: number
  readonly code: ErrorCode
  readonly requestId: string | null
  readonly details: Readonly<Record<string, unknown>>

  constructor({ detail, status, code, requestId = null, details = {}, cause }: Members) {
    super(detail, cause === undefined ? undefined : { cause })
    this.status = status
    this.code = code
    this.requestId = requestId
    this.details = details
  }

  /** 422: every wrong field; empty for anything else. */
  get errors(): readonly FieldError[] {
    return (this.details.errors ?? []) as FieldError[]
  }

  /** 412: the version the thing has now. */
  get currentVersion(): number | null {
    return (this.details.current_version ?? null) as number | null
  }

  /** 409 insufficient_stock: what is short. */
  get short(): readonly Shortage[] {
    return (this.details.short ?? []) as Shortage[]
  }
}

const is =
  (test: (error: OrderdError) => boolean) =>
  (error: unknown): error is OrderdError =>
    error instanceof OrderdError && test(error)

/** 412: somebody changed it meanwhile; see `currentVersion`. */
export const isVersionConflict = is(({ code }) => code === 'version_conflict')
/** 422 with `errors`. */
export const isInvalid = is(({ code }) => code === 'validation')
/** 409: the domain said no; `code` and `message` say why. */
export const isRefused = is(({ status }) => status === 409)
/** Not signed in, or not any more. */
export const isSignedOut = is(({ status }) => status === 401)
/** No answer, or one that asks to come again: nothing is known to be wrong with the request. */
export const isPassing = is(
  ({ code, status }) => code === 'network' || status === 503 || status === 429,
)

export const networkError = (cause: unknown): OrderdError =>
  new OrderdError({ status: 0, code: 'network', detail: 'The server cannot be reached.', cause })

/** An answer that orderd does not give: a proxy's, or another server's. */
export const unexpected = (status: number): OrderdError =>
  new OrderdError({ status, code: 'unexpected', detail: `The server answered ${status}.` })

export async function errorOf(response: Response): Promise<OrderdError> {
  const { status } = response
  const document = await readProblem(response)
  if (document === null) return unexpected(status)
  const { type: _type, title, status: _status, detail, code, request_id, ...details } = document
  return new OrderdError({
    status,
    code: code as ErrorCode,
    detail: String(detail ?? title),
    requestId: typeof request_id === 'string' ? request_id : null,
    details,
  })
}

async function readProblem(response: Response): Promise<Record<string, unknown> | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null
  try {
    const value: unknown = await response.json()
    const isProblem = typeof value === 'object' && value !== null && 'code' in value
    return isProblem ? (value as Record<string, unknown>) : null
  } catch {
    return null // an answer that broke off is told by its status alone
  }
}
