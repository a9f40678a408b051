// Text as search sees it: words in lower case without marks, split at whatever is no letter or digit.
// Both engines are given these words, so both find the same, and no search syntax is left in them.

const SEPARATORS = /[^\p{L}\p{N}]+/u
const MARKS = /\p{M}+/gu

/** More than any name or number has; PostgreSQL's index takes 2046 bytes, and this is 1000 at most. */
const LENGTH_MAX = 250
const BEGINNING = /^.{0,250}/u

/** A word goes by its first letters, in what is searched and in what is sought alike. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const word of PLAIN.test(text) ? plainWords(text) : foldedWords(text)) {
    if (word === '') continue
    words.push(word.length <= LENGTH_MAX ? word : (BEGINNING.exec(word)?.[0] ?? ''))
  }
  return words
}

const foldedWords = (text: string): string[] =>
  text.normalize('NFKD').replace(MARKS, '').toLowerCase().split(SEPARATORS)

/** Most texts have nothing to fold; they need a third of the time. */
const PLAIN = /^[\n -~]*$/
const plainWords = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/)

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
