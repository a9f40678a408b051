// Readiness: a node takes requests while its database takes writes and its tail follows the log.

interface ReadinessProbes {
  /** Writes without a change; rejects where the database takes no writes. */
  write(): Promise<unknown>
  /** The newest committed seq. */
  committedHead(): Promise<number>
  /** The newest seq that the tail has delivered. */
  deliveredHead(): number
}

export interface Readiness {
  /** Sentences about what keeps the node from serving; empty where it is ready. */
  obstacles(): Promise<string[]>
  /** The node is not ready from now on. */
  drain(): void
}

/** A node is not ready while a write takes longer. */
const WRITE_MS = 5_000

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
      // Committed at the check before this one, and still not delivered.
      const isBehind = probes.deliveredHead() < headBefore
      headBefore = await probes.committedHead()
      return isBehind ? ['the log does not move'] : []
    },
    drain() {
      isDraining = true
    },
  }
}
