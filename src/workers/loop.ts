// Runs periodic work: calls its pass again and again, one after the other, and stops between two. A
// pass that fails is reported and comes again at its time. Tests call passes themselves.

/** Orders in one pass of a sweep; a full batch means that more may be waiting. */
export const SWEEP_BATCH = 200

export interface Periodic {
  /** For the log. */
  name: string
  everyMs: number
  /** One bounded batch; `true` where more is waiting: the next pass then follows at once. */
  pass(now: number): Promise<unknown>
  /** Registers a wake-up for work that cannot wait for its time; returns what unregisters it. */
  wakeOn?(wake: () => void): () => void
  /** Called after the last pass: ends attempts that passes began. */
  stop?(): Promise<void>
}

export interface Loop {
  /** There may be work now: the next pass comes at once. */
  wake(): void
  /** Resolves when a running pass has ended. */
  stop(): Promise<void>
}

interface LoopOptions {
  everyMs: number
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

interface PeriodicOptions {
  now: () => number
  onError: (name: string, error: unknown) => void
}

/** Runs all of them; `stop` resolves when none is under way. */
export function startPeriodic(
  list: readonly Periodic[],
  { now, onError }: PeriodicOptions,
): { stop(): Promise<void> } {
  const running = list.map((work) => {
    const loop = startLoop({
      everyMs: work.everyMs,
      pass: async () => (await work.pass(now())) === true,
      onError: (error) => onError(work.name, error),
    })
    return { work, loop, unregister: work.wakeOn?.(loop.wake) }
  })
  return {
    async stop() {
      await Promise.all(
        running.map(async ({ work, loop, unregister }) => {
          unregister?.()
          await loop.stop()
          await work.stop?.()
        }),
      )
    },
  }
}
