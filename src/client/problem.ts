// The errors of calls: the server's problem document (RFC 9457) as an error with its code. Two codes are the
// client's own: `network` (no response) and `unexpected` (a response that is no problem document).

import type { CloseReason } from './protocol.ts'
import type { ProblemCode } from './types.ts'

/** The codes of the server's problems and of closed sockets, and those of the client. An open list: handle others. */
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
  /** A sentence for people. */
  detail: string
  status: number
  code: ErrorCode
  requestId?: string | null
  /** The other members of the document. */
  details?: Readonly<Record<string, unknown>>
  cause?: unknown
}

/** The error of each failed call: `code` for programs, `message` for people. */
export class OrderdError extends Error {
  override name = 'OrderdError'
  /** The HTTP status; 0 without a response. */
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

  /** 422: all invalid fields; empty for other errors. */
  get errors(): readonly FieldError[] {
    return (this.details.errors ?? []) as FieldError[]
  }

  /** 412: the current version. */
  get currentVersion(): number | null {
    return (this.details.current_version ?? null) as number | null
  }

  /** 409 insufficient_stock: the SKUs with too little stock. */
  get short(): readonly Shortage[] {
    return (this.details.short ?? []) as Shortage[]
  }
}

const is =
  (test: (error: OrderdError) => boolean) =>
  (error: unknown): error is OrderdError =>
    error instanceof OrderdError && test(error)

/** 412: it was changed in between; see `currentVersion`. */
export const isVersionConflict = is(({ code }) => code === 'version_conflict')
/** 422, with `errors`. */
export const isInvalid = is(({ code }) => code === 'validation')
/** 409: a rule of the domain refuses it; `code` and `message` name the rule. */
export const isRefused = is(({ status }) => status === 409)
/** 401: not signed in, or the session has ended. */
export const isSignedOut = is(({ status }) => status === 401)
/** No response, 429 or 503: the same request may succeed later. */
export const isPassing = is(
  ({ code, status }) => code === 'network' || status === 503 || status === 429,
)

export const networkError = (cause: unknown): OrderdError =>
  new OrderdError({ status: 0, code: 'network', detail: 'The server cannot be reached.', cause })

/** A response that is not of orderd: of a proxy or another server. */
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
    return null // a response that broke off has its status alone
  }
}
