// Readiness: a node takes requests while its database takes writes and its tail follows the log.

interface ReadinessProbes {
  /** Writes without a change; rejects where the database takes no writes. */
  write(): Promise<unknown>
  /** Free bytes of the disk with the database; null where a server has it. */
  freeBytes(): Promise<number | null>
  /** True where commits were slow of late. */
  isDiskSlow(): boolean
  /** The newest committed seq. */
  committedHead(): Promise<number>
  /** The newest seq that the tail has delivered. */
  deliveredHead(): number
}

export interface Readiness {
  /** Sentences about what keeps the node from serving; empty where it is ready. */
  obstacles(): Promise<string[]>
  /** A sentence about a node that is ready and not well; null where it is well. */
  warning(): string | null
  /** The node is not ready from now on. */
  drain(): void
}

/** A node is not ready while a write takes longer. */
const WRITE_MS = 5_000

/** The largest body is 1 MB; a small write may find room in pages that are free. */
const FULL_BYTES = 1024 * 1024

export function createReadiness(probes: ReadinessProbes): Readiness {
  let isDraining = false
  let headBefore = 0
  let writing: Promise<string | null> | null = null

  /** One write at a time, however many checks wait for a slow disk. */
  function obstacleToWrites(): Promise<string | null> {
    writing ??= probes
      .write()
      .then(
        () => null,
        () => 'the database takes no writes',
      )
      .finally(() => {
        writing = null
      })
    const { promise: late, resolve } = Promise.withResolvers<string>()
    const timer = setTimeout(resolve, WRITE_MS, 'slow disk: a write waits')
    return Promise.race([writing, late]).finally(() => clearTimeout(timer))
  }

  return {
    async obstacles() {
      if (isDraining) return ['shutting down']
      const obstacle = await obstacleToWrites()
      if (obstacle !== null) return [obstacle]
      const free = await probes.freeBytes().catch(() => null)
      if (free !== null && free < FULL_BYTES) return ['the disk is full']
      // Committed at the check before this one, and still not delivered.
      const isBehind = probes.deliveredHead() < headBefore
      headBefore = await probes.committedHead()
      return isBehind ? ['the log does not move'] : []
    },
    warning: () => (probes.isDiskSlow() ? 'slow disk: commits take more than a second' : null),
    drain() {
      isDraining = true
    },
  }
}
