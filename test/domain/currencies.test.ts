// The exponents of ISO 4217 as the specification states them, against the package's list.

import { describe, expect, test } from 'bun:test'
import { data } from 'currency-codes'
import { exponentOf } from '#lib/currencies.ts'

const STATED: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}
const NOT_MONEY = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' ')

describe('exponentOf', () => {
  for (const [exponent, codes] of Object.entries(STATED)) {
    test(`is ${exponent} for ${codes}`, () => {
      for (const code of codes.split(' '))
        expect([code, exponentOf(code)]).toEqual([code, +exponent])
    })
  }

  test('is 2 for every other currency', () => {
    const stated = new Set([...Object.values(STATED).join(' ').split(' '), ...NOT_MONEY])
    const others = data.map(({ code }) => code).filter((code) => !stated.has(code))
    expect(others.length).toBeGreaterThan(130)
    for (const code of [...others, 'XCG']) expect([code, exponentOf(code)]).toEqual([code, 2])
  })

  test('is undefined for what is no money: metals, units of account, test codes', () => {
    for (const code of NOT_MONEY) expect([code, exponentOf(code)]).toEqual([code, undefined])
  })

  test('is undefined for unknown codes, other cases and other spellings', () => {
    for (const code of [
      '',
      'ABC',
      'eur',
      'EUR ',
      'EURO',
      'HRK',
      '978',
      '__proto__',
      'constructor',
    ]) {
      expect([code, exponentOf(code)]).toEqual([code, undefined])
    }
  })
})
