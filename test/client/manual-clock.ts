// A clock of the client that a test moves by hand, and a look at a live list. Nothing here sleeps.

import type { Clock, LiveView } from '#client/index.ts'

export interface ManualClock extends Clock {
  /** Lets time pass; whatever is due runs, in order. */
  advance(ms: number): void
  /** How long the timers that wait will wait, shortest first. */
  readonly pending: number[]
}

export function manualClock(): ManualClock {
  let now = 1_000_000
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    setTimeout(run, ms) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return timer
    },
    clearTimeout(timer) {
      timers = timers.filter((one) => one !== timer)
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        timers = timers.filter((one) => one !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
    },
    get pending() {
      return timers.map(({ at }) => at - now).sort((a, b) => a - b)
    },
  }
}

export interface Watch<T> {
  onChange: (view: LiveView<T>) => void
  readonly views: LiveView<T>[]
  /** The first view from now on that fits; the newest one may already. */
  until(fits: (view: LiveView<T>) => boolean): Promise<LiveView<T>>
  status(status: LiveView<T>['status']): Promise<LiveView<T>>
}

export function watch<T>(): Watch<T> {
  const views: LiveView<T>[] = []
  const waiting = new Set<() => void>()
  const self: Watch<T> = {
    views,
    onChange(view) {
      views.push(view)
      for (const look of [...waiting]) look()
    },
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const view = views.at(-1)
          if (view === undefined || !fits(view)) return
          waiting.delete(look)
          resolve(view)
        }
        waiting.add(look)
        look()
      }),
    status: (status) => self.until((view) => view.status === status),
  }
  return self
}
