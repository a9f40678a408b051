// Who wants to know of each commit. It must never let one listener's bug reach the callers whose
// work is committed, nor the other listeners; the bug itself stays as loud as any uncaught error.

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
