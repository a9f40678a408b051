// Text as search sees it: words in lower case without marks, split at whatever is no letter or digit.
// Both engines are given these words, so both find the same, and no search syntax is left in them.

const SEPARATORS = /[^\p{L}\p{N}]+/u
const MARKS = /\p{M}+/gu

export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .split(SEPARATORS)
    .filter((word) => word !== '')

/** What a row is searched by: each word with a blank before it. */
export const wordIndex = (...texts: readonly (string | null)[]): string =>
  wordsOf(texts.join(' '))
    .map((word) => ` ${word}`)
    .join('')

/**
 * For each word of a query the LIKE pattern that finds it at the beginning of a word of an index. A
 * word is letters and digits only, so no pattern of the caller's gets in.
 */
export const wordPatterns = (query: string): string[] => wordsOf(query).map((word) => `% ${word}%`)
