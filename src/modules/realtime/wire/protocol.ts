// The wire of `orderd.v1`: requests of a client, frames of the server, and close codes. It has no state.

import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import type { ErrorCode, FieldError } from '#domain/errors.ts'

export const PROTOCOL = 'orderd.v1'
const VERSION = 1
export const FRAME_BYTES = 16 * 1024
const SNAPSHOT_ITEMS = 500
export const PING_MS = 25_000
export const AUTH_TIMEOUT_MS = 10_000

// From the client. Unknown fields are ignored.

const Request = <T extends TProperties>(fields: T) =>
  Type.Object({ op: Type.String(), id: Type.Integer(), ...fields })

const Name = Type.String({ minLength: 1, maxLength: 64 })

export const REQUESTS = {
  auth: Request({ token: Type.String({ minLength: 1, maxLength: 8_192 }) }),
  sub: Request({
    sub: Name,
    topic: Type.String({ maxLength: 256 }),
    filter: Type.Optional(Type.Object({})),
    snapshot: Type.Optional(Type.Boolean()),
    after: Type.Optional(Type.String({ maxLength: 64 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: SNAPSHOT_ITEMS })),
  }),
  unsub: Request({ sub: Name }),
  more: Request({ sub: Name }),
  ping: Request({}),
} as const satisfies Record<string, TObject>

export type Op = keyof typeof REQUESTS
export type RequestOf<O extends Op> = Static<(typeof REQUESTS)[O]>

/** Any frame from a client, before its fields are checked. */
export interface ClientFrame {
  op: string
  [field: string]: unknown
}

/** null where the text is no frame. */
export function parseFrame(text: string): ClientFrame | null {
  try {
    const value: unknown = JSON.parse(text)
    return isFrame(value) ? value : null
  } catch {
    return null // not JSON
  }
}

const isFrame = (value: unknown): value is ClientFrame =>
  typeof value === 'object' && value !== null && 'op' in value && typeof value.op === 'string'

// To the client.

export interface Limits {
  /** null: no limit. */
  subs: number | null
  connections: number | null
  unauthenticated: number | null
  /** Of the unauthenticated. */
  perAddress: number | null
  messages: { count: number; perMs: number } | null
}

export const helloFrame = (conn: string, epoch: string, head: string, limits: Limits): string =>
  JSON.stringify({
    op: 'hello',
    v: VERSION,
    conn,
    epoch,
    head,
    auth_timeout_ms: AUTH_TIMEOUT_MS,
    ping_ms: PING_MS,
    limits: {
      subs: limits.subs,
      connections: limits.connections,
      unauthenticated: limits.unauthenticated,
      unauthenticated_per_address: limits.perAddress,
      frame_bytes: FRAME_BYTES,
      snapshot_items: SNAPSHOT_ITEMS,
      messages: limits.messages && {
        count: limits.messages.count,
        per_ms: limits.messages.perMs,
      },
    },
  })

export const okFrame = (
  id: number,
  fields: { sub?: string; at?: string; exp?: string } = {},
): string => JSON.stringify({ op: 'ok', id, ...fields })

/** The codes of `err`: those of HTTP and two of sockets. */
export type RefusalCode = ErrorCode | 'too_many_subs' | 'account_disabled'

export interface Refusal {
  code: RefusalCode
  message: string
  errors?: FieldError[]
}

export const errFrame = (
  of: { id?: number | undefined; sub?: string | undefined },
  { code, message, errors }: Refusal,
): string =>
  JSON.stringify({
    op: 'err',
    id: of.id,
    sub: of.sub,
    code,
    message,
    retry: RETRYABLE.has(code),
    errors,
  })

/** Refusals that end by themselves: the same request may succeed later. */
const RETRYABLE: ReadonlySet<RefusalCode> = new Set(['unavailable', 'internal', 'rate_limited'])

/** `items` is a JSON list. */
export const snapFrame = (sub: string, at: string, items: string, more: boolean): string =>
  `{"op":"snap","sub":${JSON.stringify(sub)},"at":"${at}","items":${items},"more":${more}}`

export const liveFrame = (sub: string, at: string): string =>
  JSON.stringify({ op: 'live', sub, at })

export const markFrame = (subs: readonly string[], at: string): string =>
  JSON.stringify({ op: 'mark', subs, at })

export type GoneCode = 'cursor_expired' | 'epoch_changed' | 'forbidden'

export const goneFrame = (sub: string, code: GoneCode): string =>
  JSON.stringify({ op: 'gone', sub, code })

/** The token ends in `inMs`; 0: it has ended, and events wait for a new one. */
export const expFrame = (inMs: number): string => JSON.stringify({ op: 'exp', in_ms: inMs })

export const pingFrame = (at: string, head: string): string =>
  JSON.stringify({ op: 'ping', at, head })

// Closing: 40xx stop, 41xx new credentials and resume, 42xx resume with back-off.

export const CLOSE_CODES = {
  protocol_error: 4000,
  version: 4001,
  forbidden_origin: 4003,
  account_disabled: 4004,
  auth_timeout: 4100,
  token_invalid: 4101,
  token_expired: 4102,
  session_revoked: 4103,
  server_restart: 4200,
  slow_consumer: 4201,
  heartbeat_timeout: 4202,
  rate_limited: 4203,
  too_many_connections: 4204,
  internal: 4205,
} as const

export type CloseReason = keyof typeof CLOSE_CODES

const RETRY_MS: Readonly<Partial<Record<CloseReason, number>>> = {
  rate_limited: 60_000,
  too_many_connections: 60_000,
}

/** The time until a reconnect, null for none; spread over 1.5 s, so that not all come back at once. */
function retryMs(reason: CloseReason, random: number): number | null {
  const code = CLOSE_CODES[reason]
  if (code < 4100) return null
  return code < 4200 ? 0 : (RETRY_MS[reason] ?? Math.round(500 + 1_500 * random))
}

export const byeFrame = (reason: CloseReason, random: number): string =>
  JSON.stringify({
    op: 'bye',
    code: CLOSE_CODES[reason],
    reason,
    retry_ms: retryMs(reason, random),
  })
