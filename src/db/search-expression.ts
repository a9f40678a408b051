// The terms of a search as one expression of an engine's own syntax.

import type { SearchTerm, SearchWord } from '#lib/tokenize.ts'

interface Syntax {
  and: string
  or: string
  write: (word: SearchWord) => string
}

/**
 * All terms are joined by `and`, the words of one term by `or`. A word of all terms, such as a code that was written
 * with blanks, is written once: an engine looks up each word that it reads.
 */
export function searchExpression(terms: readonly SearchTerm[], { and, or, write }: Syntax): string {
  const written = terms.map((term) => term.map(write))
  const [first = [], ...others] = written
  const common =
    others.length === 0 ? [] : first.filter((one) => others.every((term) => term.includes(one)))
  const own = written.map((term) => term.filter((one) => !common.includes(one)))
  const all = own.map((term) => `(${term.join(or)})`).join(and)
  if (common.length === 0) return all
  return own.every((term) => term.length > 0) ? [...common, `(${all})`].join(or) : common.join(or)
}
