// The guard of a transaction's turn: a work may await settled promises only, so that no other code of the
// process runs between its first statement and its last. SQLite transactions rely on that. A work that awaits
// anything else is rejected in the same turn, before an event, timer or request.

/**
 * Calls back after the last microtask and before any other event. A tick that a microtask asks for comes
 * after the last microtask; the first tick makes sure that this runs in one.
 */
export function whenDrained(callback: () => void): void {
  process.nextTick(() => queueMicrotask(() => process.nextTick(callback)))
}

/** A runner that settles as the work does, or rejects where it did not settle within the turn. */
export function withinOneTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  const open = new Set<(error: Error) => void>()
  let isWatching = false

  function watch(): void {
    if (isWatching) return
    isWatching = true
    whenDrained(() => {
      isWatching = false
      for (const reject of open)
        reject(new Error('a transaction awaited something else than its own statements'))
      open.clear()
    })
  }

  return <T>(work: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      watch()
      open.add(reject)
      const settle = <V>(settled: (value: V) => void) => {
        return (value: V) => {
          open.delete(reject)
          settled(value)
        }
      }
      work().then(settle(resolve), settle(reject))
    })
}
