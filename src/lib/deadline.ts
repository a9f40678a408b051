// A deadline on work that has none of its own. The work is not ended: its late result is dropped.

interface Limits {
  ms: number
  /** The rejection of work that is late. */
  late: () => Error
  /** Rejects with its reason when it is aborted first. */
  stopped?: AbortSignal
}

export async function withDeadline<T>(
  work: PromiseLike<T> | T,
  { ms, late, stopped }: Limits,
): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  const stop = () => reject(stopped?.reason)
  stopped?.addEventListener('abort', stop)
  try {
    stopped?.throwIfAborted()
    return await Promise.race([work, ended])
  } finally {
    clearTimeout(timer)
    stopped?.removeEventListener('abort', stop)
  }
}
