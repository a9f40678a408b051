// Commit listeners are called after each commit. An error of one is thrown in a microtask of its own, as an
// uncaught one: it reaches neither the other listeners nor the caller whose work is committed.

export interface CommitListeners {
  add(listener: () => void): void
  announce(): void
}

export function commitListeners(): CommitListeners {
  const listeners: (() => void)[] = []
  return {
    add(listener) {
      listeners.push(listener)
    },
    announce() {
      for (const listener of listeners) {
        try {
          listener()
        } catch (error) {
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
  }
}
