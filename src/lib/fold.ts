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

/** Lower case, without marks, letters folded; Hangul stays whole syllables. Apostrophes stay. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC')

/**
 * One value in the forms that SQL's LOWER gives of it: all letters small, or, where the engine lowers
 * ASCII letters only, the others small or capital.
 */
export const caseForms = (value: string): string[] => [
  ...new Set([value.toLowerCase(), value.toUpperCase().replace(/[A-Z]/g, lower)]),
]

const lower = (letter: string): string => letter.toLowerCase()
