// Work of many small steps gives the thread to others after each 10 ms: requests and sockets go on meanwhile.

export interface Turn {
  /** True when the work has had the thread for 10 ms. */
  readonly isOver: boolean
  /** Resolves when the others have had their turn. */
  next(): Promise<void>
}

const TURN_MS = 10

export function takeTurns(): Turn {
  let beganMs = performance.now()
  return {
    get isOver() {
      return performance.now() - beganMs >= TURN_MS
    },
    async next() {
      await new Promise<void>((resolve) => setImmediate(resolve))
      beganMs = performance.now()
    },
  }
}
