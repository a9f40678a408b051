// A measured figure of orderd beside those of the other sides of the same run. The sides take turns, round
// by round, so that other load on the machine meets all alike; the ratio to a side is the median of the
// ratios of the rounds, and ratios count: absolute figures differ by machine.

/** `base` is the other build of --against; `floor` does only the part of the work that cannot be saved. */
export type Side = string

export interface Measure {
  name: string
  unit: string
  /** The median of each side. */
  figures: Record<Side, number>
  /** orderd's figure over the side's. */
  ratios: Record<Side, number>
}

export const OWN = 'orderd'

export function medianOf(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** `samples` are the figures of each side, in the order of the rounds. */
export function measure(
  name: string,
  unit: string,
  samples: Readonly<Record<Side, readonly number[]>>,
): Measure {
  const own = samples[OWN] ?? []
  const found: Measure = { name, unit, figures: {}, ratios: {} }
  for (const [side, values] of Object.entries(samples)) {
    if (values.length === 0) continue
    found.figures[side] = medianOf(values)
    if (side === OWN) continue
    found.ratios[side] = medianOf(values.map((value, round) => (own[round] ?? 0) / value))
  }
  return found
}

/** The figures of each side of every round after the first, which warms up; with 0 rounds, of that one. */
export async function inTurns<T>(
  sides: Readonly<Record<Side, () => Promise<T>>>,
  rounds: number,
): Promise<Record<Side, T[]>> {
  const samples: Record<Side, T[]> = {}
  for (const side of Object.keys(sides)) samples[side] = []
  for (let round = 0; round <= rounds; round++) {
    for (const [side, run] of Object.entries(sides)) {
      const figure = await run()
      if (round > 0 || rounds === 0) samples[side]?.push(figure)
    }
  }
  return samples
}

export const pick = <T>(
  samples: Readonly<Record<Side, readonly T[]>>,
  of: (one: T) => number,
): Record<Side, number[]> =>
  Object.fromEntries(Object.entries(samples).map(([side, all]) => [side, all.map(of)]))
