// Rows on PostgreSQL: placing on one node, on one product, and on a cluster of nodes.

import { join } from 'node:path'
import { whyNotStarted } from '#test/helpers/postgres-server.ts'
import { type Bench, buildsOf } from './bench.ts'
import { inTurns, type Measure, measure, OWN, pick, type Side } from './figures.ts'
import { type Orderd, serve, withDirectory } from './orderd.ts'
import { type Postgres, withPostgres } from './postgres.ts'
import { fillShop, place, placeOne } from './requests.ts'
import { load } from './target.ts'

const NODES = [1, 2, 3]
const CONNECTIONS = 64

/** Nodes of one build on one new database, the shop filled. */
async function withNodes<T>(
  binary: string,
  count: number,
  postgres: Postgres,
  work: (nodes: readonly Orderd[]) => Promise<T>,
): Promise<T> {
  const db = await postgres.database()
  return withDirectory(async (parent) => {
    const nodes: Orderd[] = []
    try {
      for (let i = 0; i < count; i++) {
        const token = nodes[0]?.token
        const directory = join(parent, String(i))
        nodes.push(await serve(binary, { directory, db, ...(token ? { token } : {}) }))
      }
      const [first] = nodes
      if (first !== undefined) await fillShop(first, 60)
      return await work(nodes)
    } finally {
      for (const node of nodes) await node.stop()
    }
  })
}

const skipped = (): boolean => {
  const why = whyNotStarted()
  if (why !== null) console.log(`skipped: PostgreSQL: ${why}`)
  return why !== null
}

export async function onPostgres(bench: Bench): Promise<Measure[]> {
  if (skipped()) return []
  const requests = Math.ceil(1_000 * bench.scale)
  return withPostgres(async (postgres) => {
    const open = (builds: [Side, string][], sides: Record<Side, Orderd>): Promise<Measure[]> => {
      const [next, ...rest] = builds
      if (next !== undefined) {
        const [side, binary] = next
        return withNodes(binary, 1, postgres, ([node]) =>
          open(rest, node === undefined ? sides : { ...sides, [side]: node }),
        )
      }
      return compare(sides)
    }
    const compare = async (sides: Record<Side, Orderd>): Promise<Measure[]> => {
      const found: Measure[] = []
      const kinds = [
        ['PostgreSQL, place, 64 connections', place],
        ['PostgreSQL, one product', placeOne],
      ] as const
      for (const [name, request] of kinds) {
        const runs = Object.entries(sides).map(([side, node]) => {
          const job = { connections: CONNECTIONS, requests, request: request(node) }
          return [side, () => load(node, job)] as const
        })
        const samples = await inTurns(Object.fromEntries(runs), bench.rounds)
        found.push(
          measure(
            name,
            'orders/s',
            pick(samples, (one) => one.perSecond),
          ),
        )
        found.push(
          measure(
            `${name}, p99`,
            'ms',
            pick(samples, (one) => one.p99Ms),
          ),
        )
      }
      return found
    }
    return open(buildsOf(bench), {})
  })
}

/** The same load over all nodes of a cluster. */
export async function cluster(bench: Bench): Promise<Measure[]> {
  if (skipped()) return []
  const requests = Math.ceil(2_000 * bench.scale)
  const rates: Record<string, number[]> = {}
  await withPostgres(async (postgres) => {
    for (const count of NODES) {
      rates[count] = await withNodes(bench.binary, count, postgres, async (nodes) => {
        const run = async (): Promise<number> => {
          const share = {
            connections: Math.floor(CONNECTIONS / count),
            requests: Math.floor(requests / count),
          }
          const all = nodes.map((node) => load(node, { ...share, request: place(node) }))
          return (await Promise.all(all)).reduce((sum, { perSecond }) => sum + perSecond, 0)
        }
        return (await inTurns({ [OWN]: run }, bench.rounds))[OWN] ?? []
      })
    }
  })
  const [one = []] = Object.values(rates)
  return NODES.slice(1).map((count) =>
    measure(`PostgreSQL, ${count} nodes`, 'orders/s', { [OWN]: rates[count] ?? [], '1 node': one }),
  )
}
