// The terms of a search as one expression of an engine's own syntax.

import type { SearchTerm, SearchWord } from '#lib/tokenize.ts'

/** All terms are joined by `and`, the words of one term by `or`. */
export const searchExpression = (
  terms: readonly SearchTerm[],
  { and, or, write }: { and: string; or: string; write: (word: SearchWord) => string },
): string => terms.map((term) => `(${term.map(write).join(or)})`).join(and)
