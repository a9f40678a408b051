// Text as search sees it. orderd cuts it into words itself and gives both engines the same ones, so
// both find the same, and no search syntax is left in them. A word has letters and digits only, folded
// (folding.ts). Writing without blanks (Chinese, Japanese, Korean, Thai, ...) goes by pairs of letters.

import { fold, withoutApostrophes } from './folding.ts'

/** The version of these rules, kept beside every index; rows of an older one are made again. */
export const WORD_RULES = 3

/** More than any name or number has; PostgreSQL's index takes 2046 bytes, and this is 1000 at most. */
const LENGTH_MAX = 250
const BEGINNING = /^.{0,250}/u

/** Most texts have nothing to fold; they need a third of the time. */
const PLAIN = /^[\n -~]*$/
const WORD = /[\p{L}\p{N}]+/gu
const PLAIN_WORD = /[a-z0-9]+/g

const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Hang}\\p{scx=Yiii}' +
  '\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}'
export const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u')
const RUNS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu')

const cut = (word: string): string =>
  word.length <= LENGTH_MAX ? word : (BEGINNING.exec(word)?.[0] ?? '')

const wordsIn = (text: string): string[] =>
  PLAIN.test(text)
    ? (text.toLowerCase().match(PLAIN_WORD) ?? [])
    : (fold(text).match(WORD) ?? []).flatMap((word) => word.match(RUNS) ?? [])

/** Each pair of letters, and the last letter: so every part of it is the beginning of one of them. */
function pairsOf(run: string): string[] {
  const letters = [...run]
  return letters.map((letter, i) => letter + (letters[i + 1] ?? ''))
}

const indexed = (words: readonly string[]): string[] =>
  words.flatMap((word) => (IS_UNSPACED.test(word) ? pairsOf(word) : [cut(word)]))

/** The words that a text is found by. What an apostrophe joins is found as one word and as two. */
export function wordsOf(text: string): string[] {
  const apart = withoutApostrophes(text, ' ')
  if (apart === text) return indexed(wordsIn(text))
  return [...new Set(indexed([...wordsIn(withoutApostrophes(text, '')), ...wordsIn(apart)]))]
}

/** A number, sku or postal code: as its words, and as one with nothing between its signs. */
export function codeWords(code: string): string[] {
  const words = wordsOf(code)
  return words.length < 2 ? words : [...words, cut(words.join(''))]
}

/**
 * A phone number: as its words, and as its digits with and without what is dialed before it, and its
 * extension after it.
 */
export const phoneWords = (phone: string): string[] => {
  const number = phone.replace(TRUNK, '')
  return [...wordsOf(phone), ...dialed(number), ...dialed(number.replace(EXTENSION, ''))]
}

/** As people write it, and as RFC 3966 does. */
const EXTENSION = /[\s,;]*(?:extension|ext\.?|x|#)[\s.:=]*\d{1,7}\s*$/i

/** The zero in +44 (0)20, which is not dialed. */
const TRUNK = /\(0\)/g
/** No national number is shorter; shorter digits are a word like any other. */
const PHONE_MIN = 5

/**
 * The digits that one number is dialed by. A number in the international form (+ or 00) also goes by
 * what is left of it without a country code, which has 1 to 3 digits (ITU E.164); a national one also
 * without its zeros at the start.
 */
function dialed(phone: string): string[] {
  const digits = fold(phone).replace(/[^0-9]/g, '')
  const plain = digits.replace(/^0+/, '')
  const isInternational = /^\s*\+/.test(phone) || digits.startsWith('00')
  const forms = isInternational ? [0, 1, 2, 3].map((n) => plain.slice(n)) : [digits, plain]
  return [...new Set(forms)].filter((form) => form.length >= PHONE_MIN)
}

/** One word to look for: exact, or as the beginning of one. */
export interface SearchWord {
  text: string
  isPrefix: boolean
}

/** Any of these words will do. */
export type SearchTerm = readonly SearchWord[]

/** Longer codes are not typed with blanks. */
const JOINED_MAX = 8

/**
 * What to look for: every term must be met. The last word may be the beginning of one. Where words with
 * a digit stand side by side they may also be one that is kept without blanks, or a phone number.
 */
export function termsOf(query: string): SearchTerm[] {
  const text = withoutApostrophes(query.replace(TRUNK, ' '), '')
  const words = wordsIn(text)
  const marks = plusBefore(text, words.length)
  const terms = words.map((word, i): SearchWord[] => {
    const isLast = i === words.length - 1
    return IS_UNSPACED.test(word) ? [] : [{ text: cut(word), isPrefix: isLast }]
  })
  for (let from = 0; from < words.length; from += 1) {
    for (let to = from; to < Math.min(words.length, from + JOINED_MAX); to += 1) {
      if (IS_UNSPACED.test(words[to] ?? '')) break
      const isPrefix = to === words.length - 1
      for (const joined of joinedOf(words.slice(from, to + 1), marks[from] ?? false)) {
        for (const term of terms.slice(from, to + 1)) term.push({ text: joined, isPrefix })
      }
    }
  }
  return terms.flatMap((term, i) => (term.length > 0 ? [term] : unspacedTerms(words[i] ?? '')))
}

function joinedOf(words: readonly string[], isInternational: boolean): string[] {
  const joined = words.join('')
  if (!/[0-9]/.test(joined)) return []
  const phone = /^[0-9]+$/.test(joined) ? dialed(`${isInternational ? '+' : ''}${joined}`) : []
  return [...new Set([...(words.length > 1 ? [cut(joined)] : []), ...phone])].filter(
    (one) => words.length > 1 || one !== words[0],
  )
}

/** Of a single letter every pair that begins with it; else each of its pairs. */
function unspacedTerms(run: string): SearchTerm[] {
  const pairs = pairsOf(run)
  const wanted = pairs.length > 1 ? pairs.slice(0, -1) : pairs
  return wanted.map((text) => [{ text, isPrefix: pairs.length === 1 }])
}

/** Whether a plus stands right before each of the words. */
function plusBefore(text: string, count: number): boolean[] {
  const before = [...fold(text).matchAll(WORD)].map(({ index, input }) => input[index - 1] === '+')
  // Words that are cut at a change of script are no phone numbers.
  return before.length === count ? before : new Array<boolean>(count).fill(false)
}

/** What a row is searched by: each word with a blank before it. */
export const wordIndex = (words: Iterable<string>): string =>
  [...new Set(words)].map((word) => ` ${word}`).join('')

/**
 * For each term of a query the LIKE patterns, of which one has to find the beginning of a word of an
 * index. A word is letters and digits only, so no pattern of the caller's gets in.
 */
export const wordPatterns = (query: string): string[][] =>
  termsOf(query).map((term) => [...new Set(term.map(({ text }) => `% ${text}%`))])
