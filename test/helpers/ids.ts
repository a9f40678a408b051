// Ids that a test can foretell: each prefix counts from 1. They are well-formed and sort as made.

import type { IdPrefix, Ids } from '#lib/ids.ts'

export function countingIds(): Ids {
  const counts = new Map<IdPrefix, number>()
  return {
    next(prefix) {
      const count = (counts.get(prefix) ?? 0) + 1
      counts.set(prefix, count)
      return `${prefix}_${String(count).padStart(26, '0')}`
    },
  }
}
