// A queue that runs `concurrency` works at a time and keeps `waitingMax` waiting, first in, first out. A further
// work is refused at once.

/** 503 with Retry-After: the queue is full. */
export class Overloaded extends Error {
  override name = 'Overloaded'
}

interface Limits {
  concurrency: number
  waitingMax: number
}

/** Runs `work` in its turn; rejects with Overloaded where the queue is full. */
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
      // The next work starts in this turn, so a new one cannot overtake it.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
