// A link serves subscriptions until it ends, and reports its end. There are two: the socket (socket.ts) and plain
// HTTP (feed.ts).

import type { OrderdError } from './problem.ts'
import type { CloseClass } from './protocol.ts'
import type { Sub } from './subscription.ts'

export interface End {
  kind: CloseClass
  /** The reason, where people have to act on it. */
  error: OrderdError | null
  /** The delay that the server asks for before a reconnection, 0 without one. */
  retryMs: number
}

export interface Link {
  add(sub: Sub): void
  remove(sub: Sub): void
  /** Ends it without calling `onEnd`. */
  close(): void
}

export interface LinkOptions {
  /** The subscriptions to serve; the set may change until `onReady`. */
  subs: ReadonlySet<Sub>
  onReady: () => void
  /** Called at most once. */
  onEnd: (end: End) => void
}

/** Loads the rows as pages of a snapshot taken at or after the cursor `at`. */
export type LoadRows = (sub: Sub, at: string | null, signal: AbortSignal) => Promise<void>
