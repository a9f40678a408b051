// Suggestions for mistyped words.

import { distance } from 'fastest-levenshtein'

const sorted = (word: string): string => [...word].sort().join('')

/** One letter added, missing or wrong, or two letters swapped. */
const isOneTypingError = (a: string, b: string): boolean =>
  distance(a, b) === 1 || (distance(a, b) === 2 && sorted(a) === sorted(b))

/** The first candidate that is one typing error away; undefined where none is. */
export const didYouMean = (word: string, candidates: readonly string[]): string | undefined =>
  candidates.find((candidate) => isOneTypingError(word, candidate))
