// Holds a work to its turn: it may await only promises that are already settled, so that nothing
// else of the process ever runs between its first statement and its last. SQLite transactions live
// by this. It must never let an event, a timer or a request in before it speaks up.

/**
 * Calls back once microtasks have run dry, and before any other event. A tick that a microtask
 * asks for comes after the last microtask; the first tick only makes sure that we are in one.
 */
function whenDrained(callback: () => void): void {
  process.nextTick(() => queueMicrotask(() => process.nextTick(callback)))
}

/** A runner that settles as the work does, or rejects in the same turn when the work went elsewhere. */
export function turnKeeper(): <T>(work: () => Promise<T>) => Promise<T> {
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
