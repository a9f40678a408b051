// Ends of a wait for work that has no end of its own. The work goes on: its late result is dropped.

interface Limit {
  ms: number
  /** The rejection of work that is late. */
  late: () => Error
}

export async function withDeadline<T>(work: Promise<T>, { ms, late }: Limit): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  return await Promise.race([work, ended]).finally(() => clearTimeout(timer))
}

/** Rejects with the signal's reason when it is aborted first. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return await Promise.race([work, ended]).finally(() => signal.removeEventListener('abort', abort))
}
