// Letters that Unicode does not take apart (NFKD leaves them as they are) and people type as others,
// and marks that stand inside a word without being part of it. Search folds text and query alike.

/** Lower case -> plain letters. Source: the letters of Lucene's ASCIIFoldingFilter that NFKD keeps. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'q',
  ı: 'i',
  ȷ: 'j',
  ə: 'a',
  ɓ: 'b',
  ƀ: 'b',
  ɗ: 'd',
  ƒ: 'f',
  ǥ: 'g',
  ɨ: 'i',
  ƙ: 'k',
  ɲ: 'n',
  ɵ: 'o',
  ƭ: 't',
  ʉ: 'u',
  ƴ: 'y',
  ƶ: 'z',
  // The same letter at the end of a Greek word.
  ς: 'σ',
}

/** Apostrophes as keyboards and languages have them: ' ` ´ ʹ ʻ ʼ ʽ ʾ ʿ ‘ ’ ‛ ′ ＇ */
const APOSTROPHES = /['`´\u02b9\u02bb-\u02bf\u2018\u2019\u201b\u2032\uff07]/gu

const MARKS = /\p{M}+/gu
const FOLDED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu')

/** Without apostrophes, which `instead` replaces: O'Brien is obrien, and o brien as well. */
export const withoutApostrophes = (text: string, instead: '' | ' '): string =>
  text.replace(APOSTROPHES, instead)

const DIGITS = /(?![0-9])\p{Nd}/gu

/** Digits of every script are ten in a row, which begins at a code point that ends in 0 or in 6. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  const [last, first] = [code & 0xf, String.fromCodePoint(code & ~0xf)]
  return String(/\p{Nd}/u.test(first) ? last : last - 6)
}

/** Lower case, without marks, letters and digits folded; Hangul stays in syllables. Apostrophes stay. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => LETTERS[letter] ?? letter)
    .replace(DIGITS, digitOf)
    .normalize('NFC')

/** More forms than of six letters beyond ASCII cost more than they find. */
const FORMS_MAX = 64

/**
 * One value in the forms that SQL's LOWER gives of it: all letters small, or, where the engine lowers
 * ASCII letters only, each of the others small or capital.
 */
export function caseForms(value: string): string[] {
  let forms = ['']
  for (const letter of value) {
    const [small, capital] = [letter.toLowerCase(), letter.toUpperCase()]
    const isPlain = small === capital || /[a-z]/i.test(letter) || capital.length !== letter.length
    const choices = isPlain ? [small] : [small, capital]
    forms = choices.flatMap((choice) => forms.map((form) => form + choice))
    if (forms.length > FORMS_MAX) return [...alike(value)]
  }
  return [...new Set(forms)]
}

/** The others all small, all capital, or as they are given. */
const alike = (value: string): Set<string> =>
  new Set([value.toLowerCase(), lowerAscii(value.toUpperCase()), lowerAscii(value)])

const lowerAscii = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
