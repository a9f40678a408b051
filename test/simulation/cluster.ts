// The nodes of a simulated shop: one on a SQLite file, or several that share a PostgreSQL. Each can die and start
// again.

import { freshFile, freshServer } from '../helpers/databases.ts'
import type { Process } from './gate.ts'
import { type Node, type Surroundings, startNode } from './node.ts'
import type { Random } from './random.ts'

export interface Cluster {
  living(): Node[]
  readonly dead: number
  /** The number of a node, from 1. */
  numberOf(process: Process): number
  /** Rises with each commit, and with each start. */
  readonly commits: number
  start(): Promise<void>
  /** Starts one of the dead again, on what it left. */
  restart(random: Random): Promise<void>
  close(): Promise<void>
}

interface Place {
  node: Node | null
  location: string
}

interface ClusterOptions {
  engine: 'sqlite' | 'postgres'
  nodes: number
  around: Surroundings
}

export async function createCluster({ engine, nodes, around }: ClusterOptions): Promise<Cluster> {
  const fresh = await (engine === 'sqlite' ? freshFile() : freshServer())
  const places: Place[] = Array.from({ length: nodes }, () => ({
    node: null,
    location: fresh.location,
  }))
  let commits = 0

  async function startAt(place: Place): Promise<void> {
    const node = await around.scheduler.freely(() => startNode(place.location, around))
    node.db.onCommit(() => {
      commits += 1
    })
    place.node = node
    commits += 1
  }

  const isDead = ({ node }: Place): boolean => node?.process.isDead === true

  return {
    living: () => places.flatMap((place) => (isDead(place) ? [] : (place.node ?? []))),
    get dead() {
      return places.filter(isDead).length
    },
    numberOf: (process) => places.findIndex(({ node }) => node?.process === process) + 1,
    get commits() {
      return commits
    },
    async start() {
      for (const place of places) await startAt(place)
    },
    async restart(random) {
      const place = random.pick(places.filter(isDead))
      place.location = (await place.node?.bury()) ?? place.location
      await startAt(place)
    },
    async close() {
      for (const { node } of places) {
        if (node === null) continue
        around.scheduler.forget(node.process)
        await node.bury()
      }
      await fresh.remove()
    },
  }
}
