// So much work at a time, so much waiting, and no more: who comes then is refused at once instead of
// being kept until it is no use. First come, first served. It never retries and never drops work that
// it took.

/** The queue is full (503 with Retry-After). */
export class Overloaded extends Error {
  override name = 'Overloaded'
}

interface Limits {
  concurrency: number
  waitingMax: number
}

/** Runs `work` when its turn comes; rejects with Overloaded when too many wait. */
export type BoundedQueue = <T>(work: () => Promise<T>) => Promise<T>

export function boundedQueue({ concurrency, waitingMax }: Limits): BoundedQueue {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running < concurrency) running++
    else if (waiting.length < waitingMax)
      await new Promise<void>((resolve) => waiting.push(resolve))
    else throw new Overloaded('too much work is waiting')
    try {
      return await work()
    } finally {
      // The place goes straight to the next in line, so a newcomer cannot overtake it.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
