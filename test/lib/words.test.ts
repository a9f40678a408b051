// Words as search sees them.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { wordsOf } from '#lib/words.ts'

test('words are letters and digits, in lower case and without marks', () => {
  expect(wordsOf("Crème BRÛLÉE, torch (No. 9) O'Neill_x")).toEqual([
    'creme',
    'brulee',
    'torch',
    'no',
    '9',
    'o',
    'neill',
    'x',
  ])
  expect(wordsOf('ﬁve ２ 한글')).toEqual(['five', '2', '한글'.normalize('NFKD')])
  expect(wordsOf(' -- ')).toEqual([])
  expect(wordsOf(`${'a'.repeat(300)} ${'é'.repeat(300)}`).map((word) => word.length)).toEqual([
    250, 250,
  ])
})

test('a text that has nothing to fold gives the same words as beside one that has', () => {
  const text = fc.string({
    unit: fc.integer({ min: 10, max: 126 }).map((code) => String.fromCharCode(code)),
  })
  fc.assert(
    fc.property(text, (plain) => {
      expect([...wordsOf(plain), 'é'.normalize('NFD')[0] ?? '']).toEqual(wordsOf(`${plain} é`))
    }),
  )
})
