// Chance from a seed: the same seed gives the same choices in every process. Written here, since a
// generator of a library draws for a property, and the simulation draws at each step.

export interface Random {
  /** A number in [0, 1), as Math.random. */
  next(): number
  /** An integer in [0, n). */
  below(n: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

/** mulberry32, of a 32-bit seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const random: Random = {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
    below: (n) => Math.floor(random.next() * n),
    chance: (probability) => random.next() < probability,
    pick(items) {
      const item = items[random.below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
  return random
}
