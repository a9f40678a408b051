// Words as search sees them, and which texts a query finds.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { codeWords, phoneWords, termsOf, wordIndex, wordPatterns, wordsOf } from '#lib/tokenize.ts'

test('words are letters and digits, in lower case and without marks', () => {
  expect(wordsOf('Crème BRÛLÉE, torch (No. 9) x_y')).toEqual([
    'creme',
    'brulee',
    'torch',
    'no',
    '9',
    'x',
    'y',
  ])
  expect(wordsOf('ﬁve ２')).toEqual(['five', '2'])
  expect(wordsOf(' -- ')).toEqual([])
  expect(wordsOf(`${'a'.repeat(300)} ${'é'.repeat(300)}`).map((word) => word.length)).toEqual([
    250, 250,
  ])
})

test('letters that Unicode does not take apart are folded by the table', () => {
  expect(wordsOf('Straße STRASSE Ærø Łódź Þór Đorđe Œuvre ΟΔΟΣ οδός İSTANBUL ılık')).toEqual([
    'strasse',
    'strasse',
    'aero',
    'lodz',
    'thor',
    'dorde',
    'oeuvre',
    'οδοσ',
    'οδοσ',
    'istanbul',
    'ilik',
  ])
})

test('what an apostrophe of any kind joins is one word and two', () => {
  for (const apostrophe of ["'", '’', 'ʼ', '‘', '`', '´', '＇']) {
    expect(wordsOf(`O${apostrophe}Brien`).sort()).toEqual(['brien', 'o', 'obrien'])
  }
})

test('writing without blanks goes by pairs of letters', () => {
  expect(wordsOf('東京都 한글날 abc用')).toEqual([
    '東京',
    '京都',
    '都',
    '한글',
    '글날',
    '날',
    'abc',
    '用',
  ])
})

test('a text that has nothing to fold gives the same words as beside one that has', () => {
  const text = fc.string({
    unit: fc.integer({ min: 10, max: 126 }).map((code) => String.fromCharCode(code)),
  })
  fc.assert(
    fc.property(text, (plain) => {
      expect(new Set([...wordsOf(plain), 'e'])).toEqual(new Set(wordsOf(`${plain} é`)))
    }),
  )
})

/** As an index of words answers. */
function finds(query: string, words: readonly string[]): boolean {
  const terms = termsOf(query)
  return (
    terms.length > 0 &&
    terms.every((term) =>
      term.some(({ text, isPrefix }) =>
        words.some((word) => (isPrefix ? word.startsWith(text) : word === text)),
      ),
    )
  )
}

const FOUND: readonly (readonly [kept: string[], queries: string[]])[] = [
  [
    phoneWords('+49 (0)30 123-4567'),
    [
      '+49 30 1234567',
      '+49301234567',
      '0049301234567',
      '0301234567',
      '030 123 45 67',
      '030/1234567',
      '301234567',
      '49 30 123-4567',
      '+4930123',
      '4567',
    ],
  ],
  [phoneWords('030 1234567'), ['+49 30 1234567', '0301234567', '030-123 4567', '301234567']],
  [phoneWords('(555) 010-9999'), ['5550109999', '555-010-9999', '+1 555 010 9999', '555 010']],
  [codeWords('SW1A 1AA'), ['SW1A 1AA', 'sw1a1aa', 'SW1A', 'sw1a1']],
  [codeWords('SW1A1AA'), ['SW1A 1AA', 'sw1a1aa', 'sw1a 1']],
  [codeWords('1Z999AA10123456784'), ['1Z 999 AA1 01 2345 6784', '1z999aa1']],
  [codeWords('1Z 999 AA1 01 2345 6784'), ['1Z999AA10123456784', '1z 999aa1 0123456784']],
  [codeWords('RR 123 456 789 DE'), ['RR123456789DE', 'rr123456789 de', 'RR 123456789 DE']],
  [codeWords('MUG-1-BLUE'), ['mug 1 blue', 'MUG1BLUE', 'mug-1', 'mug1']],
  [wordsOf("O'Brien"), ['OBrien', 'o’brien', 'O Brien', 'brien', 'obr']],
  [wordsOf('Hauptstraße'), ['HAUPTSTRASSE', 'hauptstraße', 'Hauptstras']],
  [wordsOf('東京都港区'), ['東京都', '京都', '港区', '都', '東', '区', '東京都港区']],
  [wordsOf('サッポロビール'), ['ビール', 'サッポロ', 'ー']],
  [wordsOf('서울특별시'), ['특별', '서울', '시']],
  [wordsOf('iPhone15用ケース'), ['iphone15', 'ケース', 'iPhone15用', 'iph']],
  [wordsOf('กรุงเทพมหานคร'), ['มหานคร', 'กรุงเทพ']],
]
test.each(FOUND.map(([kept, queries]) => ({ kept, queries })))(
  '$queries find it',
  ({ kept, queries }) => {
    expect(queries.filter((query) => !finds(query, kept))).toEqual([])
    expect(queries.filter((query) => !likes(query, kept))).toEqual([])
  },
)

const MISSED: readonly (readonly [kept: string[], queries: string[]])[] = [
  [phoneWords('+49 30 1234567'), ['030 7654321', '+49 31 1234567', '12346']],
  [codeWords('SW1A 1AA'), ['SW1A 1AB', 'W1A1AA', '1AA SW1A 2']],
  [wordsOf('東京都港区'), ['東都', '港京', '大阪', '都東']],
  [wordsOf('Jane Doe'), ['jan doe', 'jane doe x', 'janedoe', '-', "'"]],
]
test.each(MISSED.map(([kept, queries]) => ({ kept, queries })))(
  '$queries do not',
  ({ kept, queries }) => {
    expect(queries.filter((query) => finds(query, kept))).toEqual([])
  },
)

/** As LIKE answers, for which every word may be a beginning. */
function likes(query: string, words: readonly string[]): boolean {
  const index = wordIndex(words)
  return wordPatterns(query).every((any) =>
    any.some((pattern) => index.includes(pattern.slice(1, -1))),
  )
}

test('a query of 200 signs stays small', () => {
  const terms = termsOf('1 '.repeat(100))
  expect(terms.length).toBe(100)
  expect(Math.max(...terms.map((term) => term.length))).toBeLessThan(80)
})
