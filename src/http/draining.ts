// The end of a server, in order. Answers close their connections, and what still comes is refused by an answer, until
// nothing has come for a moment. A server that stops listening at once cuts the connections that are idle,
// and with them the requests that are on their way.

import { DomainError } from '#domain/errors.ts'

export interface Draining {
  /** Aborted from the beginning of the end. */
  readonly signal: AbortSignal
  begin(): void
  /** 503 unavailable. */
  refuse(): never
  /** Resolves when no request is under way or has come for 100 ms; after 2 s when none is under way. */
  quiet(server: Pick<Bun.Server<unknown>, 'pendingRequests'>): Promise<void>
}

/** A request that was sent before its client read of the end has arrived by then. */
const QUIET_MS = 100
/** A balancer that goes on sending has read some hundred refusals by then. */
const LINGER_MS = 2_000
const LOOK_MS = 20

export function createDraining(): Draining {
  const controller = new AbortController()
  let beganMs = 0
  let refusedMs = 0

  function isQuiet(pending: number): boolean {
    const now = performance.now()
    return pending === 0 && (now - refusedMs >= QUIET_MS || now - beganMs >= LINGER_MS)
  }

  return {
    signal: controller.signal,
    begin() {
      beganMs = performance.now()
      refusedMs = beganMs
      controller.abort()
    },
    refuse() {
      refusedMs = performance.now()
      throw new DomainError('unavailable', 'Shutting down. Try again elsewhere, or in a moment.')
    },
    async quiet(server) {
      while (!isQuiet(server.pendingRequests)) await Bun.sleep(LOOK_MS)
    },
  }
}
