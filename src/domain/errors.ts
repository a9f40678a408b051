// All refusals that a caller can meet, and the one table from code to HTTP status. An error that is not a
// DomainError is a bug: it is logged with its stack and answered 500 without detail.

export const STATUS = {
  malformed: 400,
  not_authenticated: 401,
  invalid_token: 401,
  token_expired: 401,
  invalid_credentials: 401,
  admin_required: 403,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  email_taken: 409,
  bad_transition: 409,
  insufficient_stock: 409,
  amount_exceeded: 409,
  quantity_exceeded: 409,
  refund_required: 409,
  on_hold: 409,
  not_in_stock: 409,
  use_cancel: 409,
  coupon_invalid: 409,
  product_unavailable: 409,
  price_changed: 409,
  sku_taken: 409,
  duplicate_external_id: 409,
  level_changed: 409,
  last_admin: 409,
  not_supported: 409,
  in_progress: 409,
  secret_already_shown: 409,
  cursor_expired: 410,
  epoch_changed: 410,
  version_conflict: 412,
  too_large: 413,
  unsupported_media_type: 415,
  validation: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof STATUS

/** One wrong field: `path` is dotted ("lines.0.quantity"; "query.limit" for a parameter). */
export interface FieldError {
  path: string
  message: string
}

export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: ErrorCode
  /** Members beside `detail` in the problem document: {short}, {current_version}, {from, to}. */
  readonly details: Record<string, unknown>

  /** `message` is the sentence that a person reads. */
  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.details = details
  }

  get status(): number {
    return STATUS[this.code]
  }
}

/** 404 without a reason: absent, malformed and another person's look the same. */
export const notFound = (): DomainError => new DomainError('not_found', 'Not found')

/** More faults of one request are not named: finding them all can take longer than the request. */
export const FIELD_ERRORS_MAX = 64

/** 422 validation {errors} with every wrong field at once. */
export const invalid = (errors: FieldError[]): DomainError =>
  new DomainError('validation', errors.map((e) => `${e.path}: ${e.message}`).join('; '), { errors })
