// The known word that a mistyped one is meant to be.

import { distance } from 'fastest-levenshtein'

const sorted = (word: string): string => [...word].sort().join('')

/** One letter too many, missing or wrong, or two letters swapped. */
const isSlip = (a: string, b: string): boolean =>
  distance(a, b) === 1 || (distance(a, b) === 2 && sorted(a) === sorted(b))

/** The first of `candidates` that is at most one slip away; undefined where none is. */
export const didYouMean = (word: string, candidates: readonly string[]): string | undefined =>
  candidates.find((candidate) => isSlip(word, candidate))
