// A connection is one open socket of the hub. It is kept small, since thousands of them idle: its unsent
// events are not in it, only its position in the log.

import type { Caller } from '#domain/access.ts'
import type { Subscription } from '#modules/realtime/topic/subscription.ts'
import type { ClientFrame } from '#modules/realtime/wire/protocol.ts'

/** The socket below a connection: Bun's, or a test's. */
export interface Conn {
  /** Of the client; counts until it has signed in. */
  address: string
  /** Bytes sent; -1: buffered; 0: dropped, the socket is closing. */
  send(text: string): number | undefined
  close(code: number, reason: string): void
  /** Bytes in the send buffer. */
  buffered(): number
}

export interface Connection {
  readonly id: string
  readonly conn: Conn
  /** null before the sign-in. */
  caller: Caller | null
  /** The end of its token, epoch ms; Infinity where it has none. */
  expiresAt: number
  /** The `exp` frames that were sent for this token. */
  warned: 'no' | 'soon' | 'over'
  /** The deadline, epoch ms, for a sign-in or a subscription to a tracking link. */
  authBy: number
  isOpen: boolean
  /** Takes it out of its count: that of unauthenticated connections, or of its account. */
  uncount: () => void

  /** Replaced, never changed in place. */
  subscriptions: readonly Subscription[]
  /** Set while it is at head: then head is its position, and those of its subscriptions are old. */
  group: Group | null
  /** A read of the log for it is under way. */
  isReading: boolean
  pause: Pause | null

  /** Requests behind the one that is being handled. */
  requests: ClientFrame[] | null
  isBusy: boolean

  heardAt: number
  /** Time of an unanswered ping, epoch ms; else 0. */
  pingedAt: number
  /** The level of its bucket of messages (lib/leaky-bucket.ts). */
  messageLevel: number
}

/** The client reads more slowly than it is sent to. */
interface Pause {
  buffered: number
  progressAt: number
}

/** Connections at head with equal subscriptions: they are sent the same bytes. */
export interface Group {
  readonly signature: string
  /** Copies of the first member's; their positions are below every event to come. */
  readonly subscriptions: readonly Subscription[]
  readonly members: Set<Connection>
  markedAt: number
}
