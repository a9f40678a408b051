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

export function createReadiness(probes: ReadinessProbes): Readiness {
  let isDraining = false
  let headBefore = 0

  const isWritable = (): Promise<boolean> =>
    probes.write().then(
      () => true,
      () => false,
    )

  return {
    async obstacles() {
      if (isDraining) return ['shutting down']
      if (!(await isWritable())) return ['the database takes no writes']
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
