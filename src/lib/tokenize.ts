// The tokenizer of search. Both engines get the same words, so both find the same. A word has folded letters
// and digits only (folding.ts), no search syntax. Scripts without blanks (Chinese, Japanese, Korean, Thai, ...)
// are cut into pairs of letters.

import { fold, withoutApostrophes } from './folding.ts'

/** The version of these rules, stored with each index; words of an older one are made again. */
export const WORD_RULES = 3

/** Characters of a word, at most 1000 bytes; PostgreSQL's index takes 2046. */
const LENGTH_MAX = 250
const BEGINNING = /^.{0,250}/u

/** A text without letters to fold takes a third of the time. */
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

/** Each pair of letters, and the last letter: every part of the run is a prefix of one of them. */
function pairsOf(run: string): string[] {
  const letters = [...run]
  return letters.map((letter, i) => letter + (letters[i + 1] ?? ''))
}

const indexed = (words: readonly string[]): string[] =>
  words.flatMap((word) => (IS_UNSPACED.test(word) ? pairsOf(word) : [cut(word)]))

/** The words that a text is found by. Words joined by an apostrophe are found as one word and as two. */
export function wordsOf(text: string): string[] {
  const apart = withoutApostrophes(text, ' ')
  if (apart === text) return indexed(wordsIn(text))
  return [...new Set(indexed([...wordsIn(withoutApostrophes(text, '')), ...wordsIn(apart)]))]
}

/** The words of a number, sku or postal code, and all of them joined as one. */
export function codeWords(code: string): string[] {
  const words = wordsOf(code)
  return words.length < 2 ? words : [...words, cut(words.join(''))]
}

/**
 * The words of a phone number, and its digits with and without the country code or trunk zero, and without its
 * extension.
 */
export const phoneWords = (phone: string): string[] => {
  const number = phone.replace(TRUNK, '')
  return [...wordsOf(phone), ...dialed(number), ...dialed(number.replace(EXTENSION, ''))]
}

/** An extension in usual writing and in that of RFC 3966. */
const EXTENSION = /[\s,;]*(?:extension|ext\.?|x|#)[\s.:=]*\d{1,7}\s*$/i

/** The zero in +44 (0)20, which is not dialed. */
const TRUNK = /\(0\)/g
/** The shortest national number; fewer digits are an ordinary word. */
const PHONE_MIN = 5

/**
 * The digit strings that a number is dialed by. One in the international form (+ or 00) is also found without
 * its country code of 1 to 3 digits (ITU E.164), a national one without its leading zeros.
 */
function dialed(phone: string): string[] {
  const digits = fold(phone).replace(/[^0-9]/g, '')
  const plain = digits.replace(/^0+/, '')
  const isInternational = /^\s*\+/.test(phone) || digits.startsWith('00')
  const forms = isInternational ? [0, 1, 2, 3].map((n) => plain.slice(n)) : [digits, plain]
  return [...new Set(forms)].filter((form) => form.length >= PHONE_MIN)
}

/** A word to find: exactly, or as a prefix. */
export interface SearchWord {
  text: string
  isPrefix: boolean
}

/** Alternatives: one of the words is enough. */
export type SearchTerm = readonly SearchWord[]

/** Codes of up to 8 words are found with blanks between them. */
const JOINED_MAX = 8

/**
 * The terms of a query, all of which have to match. The last word is a prefix. Adjacent words with a digit are
 * also searched as one code without blanks, or as a phone number.
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

/** For a single letter all pairs that begin with it, else each of its pairs. */
function unspacedTerms(run: string): SearchTerm[] {
  const pairs = pairsOf(run)
  const wanted = pairs.length > 1 ? pairs.slice(0, -1) : pairs
  return wanted.map((text) => [{ text, isPrefix: pairs.length === 1 }])
}

/** True at each word that follows a plus sign. */
function plusBefore(text: string, count: number): boolean[] {
  const before = [...fold(text).matchAll(WORD)].map(({ index, input }) => input[index - 1] === '+')
  // A word that is cut at a change of script is no phone number.
  return before.length === count ? before : new Array<boolean>(count).fill(false)
}

/** The text that LIKE patterns search: each word with a blank before it. */
export const wordIndex = (words: Iterable<string>): string =>
  [...new Set(words)].map((word) => ` ${word}`).join('')

/**
 * The LIKE patterns of each term, of which one has to match the prefix of a word in wordIndex. Words have
 * letters and digits only, so the caller's text adds no pattern.
 */
export const wordPatterns = (query: string): string[][] =>
  termsOf(query).map((term) => [...new Set(term.map(({ text }) => `% ${text}%`))])
