// Random choices of the simulated flow. Only the demo uses them.

export const chance = (probability: number): boolean => Math.random() < probability

export const between = (low: number, high: number): number => low + Math.random() * (high - low)

export const integer = (low: number, high: number): number => Math.floor(between(low, high + 1))

export function pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

export function pickSome<T>(items: readonly T[], count: number): T[] {
  const left = [...items]
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [one] = left.splice(Math.floor(Math.random() * left.length), 1)
    if (one === undefined) throw new RangeError('nothing left to pick')
    return one
  })
}
