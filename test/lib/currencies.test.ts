// The table of currencies: digits as the specification states them against the package's list, and
// the days on which retired currencies ended against what their issuers published.

import { describe, expect, test } from 'bun:test'
import { data } from 'currency-codes'
import { currencies, currencyFault, exponentOf } from '#lib/currencies.ts'

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

  test('is 2 for every other currency of the list', () => {
    const stated = new Set([...Object.values(STATED).join(' ').split(' '), ...NOT_MONEY])
    const others = data.map(({ code }) => code).filter((code) => !stated.has(code))
    expect(others.length).toBeGreaterThan(130)
    for (const code of [...others, 'XCG']) expect([code, exponentOf(code)]).toEqual([code, 2])
  })

  test('is what a retired currency had: 2 digits, or none', () => {
    for (const code of 'HRK SLL ZWL DEM EEK LTL LVL SKK VEF MRO STD ZMK TRY'.split(' '))
      expect([code, exponentOf(code)]).toEqual([code, 2])
    for (const code of 'BEF BYR ESP GRD ITL LUF PTE TRL'.split(' '))
      expect([code, exponentOf(code)]).toEqual([code, 0])
  })

  test('is undefined for what is no money: metals, units of account, test codes', () => {
    for (const code of [...NOT_MONEY, 'XEU', 'XFO', 'XFU', 'XRE'])
      expect([code, exponentOf(code)]).toEqual([code, undefined])
  })

  test('is undefined for unknown codes, other cases and other spellings', () => {
    for (const code of ['', 'ABC', 'eur', 'EUR ', 'EURO', '978', '__proto__', 'constructor'])
      expect([code, exponentOf(code)]).toEqual([code, undefined])
  })
})

/** The last day as legal tender, as the central banks had it. */
const ENDED = {
  ANG: '2025-06-30', // beside the Caribbean guilder since 2025-03-31
  BGN: '2026-01-31', // beside the euro since 2026-01-01
  BYR: '2017-01-01',
  CUC: '2021-06-01',
  DEM: '2002-05-15',
  EEK: '2010-12-31',
  HRK: '2023-01-14', // beside the euro since 2023-01-01
  LTL: '2014-12-31',
  LVL: '2013-12-31',
  SLL: '2023-12-31',
  ZWL: '2024-08-31',
}

describe('a currency ends', () => {
  const endOf = new Map(currencies().map(({ code, ended_on }) => [code, ended_on]))

  test('on its last day as legal tender', () => {
    for (const [code, day] of Object.entries(ENDED))
      expect([code, endOf.get(code)]).toEqual([code, day])
  })

  test('never while it is in use: every code of list one, but for those that ended since', () => {
    const gone = ['ANG', 'BGN', 'CUC', ...NOT_MONEY]
    const current = data.map(({ code }) => code).filter((code) => !gone.includes(code))
    for (const code of [...current, 'XCG', 'SVC', 'ZWG', 'SLE', 'VES', 'VED'])
      expect([code, endOf.get(code)]).toEqual([code, null])
  })

  test('when its last day is over everywhere', () => {
    const at = (time: string) => currencyFault('BGN', Date.parse(time))
    expect(at('2026-02-01T11:59:59.999Z')).toBeNull()
    expect(at('2026-02-01T12:00:00.000Z')).toBe('BGN is no longer current: it ended on 2026-01-31')
    expect(currencyFault('EUR', Date.parse('2100-01-01'))).toBeNull()
    expect(currencyFault('ABC', 0)).toBe('Expected a currency of ISO 4217')
  })
})
