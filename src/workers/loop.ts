// Time for a worker: calls its `pass` again and again, one after the other, and stops between two.
// A pass is one bounded batch; what fails is told and tried again at the next turn. Tests call the
// pass themselves and never this.

/** How many orders a sweeper looks at in one pass; as many as that means: more may be waiting. */
export const SWEEP_BATCH = 200

export interface Loop {
  /** There may be work now: do not wait for the next turn. */
  wake(): void
  /** Resolves when a pass that was under way is over. */
  stop(): Promise<void>
}

interface LoopOptions {
  everyMs: number
  /** One bounded batch; true where more is waiting. */
  pass: () => Promise<boolean>
  onError: (error: unknown) => void
}

export function startLoop({ everyMs, pass, onError }: LoopOptions): Loop {
  let isStopped = false
  let isWoken = false
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function turn(): Promise<void> {
    try {
      let hasMore = false
      do {
        isWoken = false
        hasMore = await pass()
      } while ((hasMore || isWoken) && !isStopped)
    } catch (error) {
      onError(error)
    }
    running = null
    if (!isStopped) timer = setTimeout(begin, everyMs)
  }

  function begin(): void {
    clearTimeout(timer)
    running ??= turn()
  }

  begin()
  return {
    wake() {
      if (isStopped) return
      isWoken = true
      begin()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
