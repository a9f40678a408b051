// Commit listeners are called after each commit. An error of one is thrown in a microtask of its own, as an
// uncaught one: it reaches neither the other listeners nor the caller whose work is committed.

/** `tookMs` is the time that COMMIT took; absent where a server has the disk. */
export type CommitListener = (tookMs?: number) => void

export interface CommitListeners {
  add(listener: CommitListener): void
  announce: CommitListener
}

export function commitListeners(): CommitListeners {
  const listeners: CommitListener[] = []
  return {
    add(listener) {
      listeners.push(listener)
    },
    announce(tookMs) {
      for (const listener of listeners) {
        try {
          listener(tookMs)
        } catch (error) {
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
  }
}
