// What a way of delivery is to the rest: something that serves subscriptions while it lasts, and
// says how it ended. The socket (socket.ts) and plain HTTP (feed.ts) are the two there are.

import type { OrderdError } from './problem.ts'
import type { CloseClass } from './protocol.ts'
import type { Sub } from './subscription.ts'

export interface End {
  kind: CloseClass
  /** Why, where it is worth telling a person. */
  error: OrderdError | null
  /** What the server asks for before a new try. */
  retryMs: number
}

export interface Link {
  add(sub: Sub): void
  remove(sub: Sub): void
  /** Ends it without a word to `onEnd`. */
  close(): void
}

export interface LinkOptions {
  /** What to serve; may grow and shrink before it is ready. */
  subs: ReadonlySet<Sub>
  onReady: () => void
  /** Once at most. */
  onEnd: (end: End) => void
}

/** Loads the rows that are there already, as pages of a snapshot taken at or after `at`. */
export type LoadRows = (sub: Sub, at: string | null, signal: AbortSignal) => Promise<void>
