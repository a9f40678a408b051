// Folding of letters for search: case, marks, digits of other scripts, letters that people type as others (NFKD
// leaves them unchanged), and apostrophes. Texts and queries are folded alike.

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

/** Apostrophes of keyboards and languages: ' ` ´ ʹ ʻ ʼ ʽ ʾ ʿ ‘ ’ ‛ ′ ＇ */
const APOSTROPHES = /['`´\u02b9\u02bb-\u02bf\u2018\u2019\u201b\u2032\uff07]/gu

const MARKS = /\p{M}+/gu
const FOLDED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu')

/** `instead` replaces each apostrophe: O'Brien is indexed as OBrien and as O Brien. */
export const withoutApostrophes = (text: string, instead: '' | ' '): string =>
  text.replace(APOSTROPHES, instead)

const DIGITS = /(?![0-9])\p{Nd}/gu

/** Digits of every script are ten in a row, which begins at a code point that ends in 0 or in 6. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  const [last, first] = [code & 0xf, String.fromCodePoint(code & ~0xf)]
  return String(/\p{Nd}/u.test(first) ? last : last - 6)
}

/** Lower case, without marks, letters and digits folded. Hangul syllables and apostrophes stay. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => LETTERS[letter] ?? letter)
    .replace(DIGITS, digitOf)
    .normalize('NFC')

/** The forms of six letters beyond ASCII. */
const FORMS_MAX = 64

/**
 * The results that SQL's LOWER may have for a value in any case: all letters small, or, where the engine lowers
 * ASCII only, each other letter small or capital.
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

/** The letters beyond ASCII all small, all capital, or unchanged. */
const alike = (value: string): Set<string> =>
  new Set([value.toLowerCase(), lowerAscii(value.toUpperCase()), lowerAscii(value)])

const lowerAscii = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
