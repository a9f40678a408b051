// A run of the benchmark: the builds that take part, and the size of the samples.

import { join } from 'node:path'
import { OWN, type Side } from './figures.ts'
import { type FloorOptions, withFloor } from './floor.ts'
import { type Orderd, type ShopOptions, withShop } from './orderd.ts'
import type { Target } from './target.ts'

export interface Bench {
  /** The measured build. */
  binary: string
  /** The build beside it; null: there is none. */
  against: string | null
  rounds: number
  /** The part of the usual number of requests. */
  scale: number
  /** Minutes of the steady row. */
  minutes: number
  /** Sizes of the shops of the growth rows, in orders. */
  sizes: readonly number[]
}

export const ROOT = join(import.meta.dir, '../..')

/** The builds by the name of their side. */
export const buildsOf = ({ binary, against }: Bench): [Side, string][] => [
  [OWN, binary],
  ...(against === null ? [] : [['base', against] satisfies [Side, string]]),
]

/** A shop of each build, and with `floor` a floor; all are up at once, and one at a time is asked. */
export async function withSides<T>(
  bench: Bench,
  options: ShopOptions & { floor?: FloorOptions['mode'] },
  work: (sides: Record<Side, Target>) => Promise<T>,
): Promise<T> {
  const { floor, orders = 60 } = options
  const open = (builds: readonly [Side, string][], sides: Record<Side, Target>): Promise<T> => {
    const [next, ...rest] = builds
    if (next !== undefined) {
      const [side, binary] = next
      return withShop(binary, options, (shop) => open(rest, { ...sides, [side]: shop }))
    }
    if (floor === undefined) return work(sides)
    return withFloor(bench.binary, { mode: floor, orders }, (target) =>
      work({ ...sides, floor: target }),
    )
  }
  return open(buildsOf(bench), {})
}

/** The figures of each build on a shop of its own, one after the other. */
export async function eachBuild<T>(
  bench: Bench,
  options: ShopOptions,
  work: (shop: Orderd) => Promise<T>,
): Promise<Record<Side, T>> {
  const found: Record<Side, T> = {}
  for (const [side, binary] of buildsOf(bench)) {
    found[side] = await withShop(binary, options, work)
  }
  return found
}
