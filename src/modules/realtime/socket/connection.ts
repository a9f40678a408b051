// One open socket as the hub knows it. Kept small: thousands of them idle. What a connection has
// still to be sent is never in here, only its place in the log.

import type { Caller } from '#domain/access.ts'
import type { Subscription } from '#modules/realtime/topic/subscription.ts'
import type { ClientFrame } from '#modules/realtime/wire/protocol.ts'
import type { Group } from './groups.ts'

/** The socket itself, whatever carries it. */
export interface Conn {
  /** Bytes sent; -1: it waits in the buffer; 0: it was dropped, the socket is going. */
  send(text: string): number | undefined
  close(code: number, reason: string): void
  /** Bytes that wait to be sent. */
  buffered(): number
}

export interface Connection {
  readonly id: string
  readonly conn: Conn
  /** null until it has signed in. */
  caller: Caller | null
  /** Delivery ends here; Infinity where nothing ends it. */
  expiresAt: number
  /** How far the client has been told of its token's end. */
  warned: 'no' | 'soon' | 'over'
  /** Until then it must have signed in, or follow a tracking link. */
  authBy: number
  isOpen: boolean
  /** Takes it out of the count it stands in: the unauthenticated, or its account's. */
  uncount: () => void

  /** Replaced, never changed in place. */
  subscriptions: readonly Subscription[]
  /** Set while it is at head: then its subscriptions' positions stand still, and head is its place. */
  group: Group | null
  /** The log is being read for it. */
  isReading: boolean
  pause: Pause | null

  /** Requests that wait for the one at work. */
  requests: ClientFrame[] | null
  isBusy: boolean

  heardAt: number
  /** When an unanswered ping was sent, else 0. */
  pingedAt: number
  /** Messages since `countedFrom`. */
  messages: number
  countedFrom: number
}

/** It takes too long to read what it was sent. */
export interface Pause {
  buffered: number
  progressAt: number
}
