// Amounts in a real Chromium, whose own idea of a currency's digits differs from the server's: what is
// typed is what is stored, and what is stored is what every view shows.

import { expect } from 'bun:test'
import { join } from 'node:path'
import { browserTest, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

interface Currency {
  code: string
  exponent: number
}

interface Money {
  learnCurrencies(all: readonly Currency[]): void
  moneyText(minor: number, currency: string): string
  decimalText(minor: number, exponent: number): string
  parseMoney(text: string, currency: string): number | null
}

declare global {
  var money: Money
}

/** The dashboard's own functions, for a page to call. */
async function moneyScript(): Promise<string> {
  const path = join(import.meta.dir, '../../src/dashboard/parts/money.tsx')
  const { outputs } = await Bun.build({
    entrypoints: ['money.ts'],
    files: {
      'money.ts': `import * as money from ${JSON.stringify(path)}; globalThis.money = money`,
    },
    target: 'browser',
  })
  return (await outputs[0]?.text()) ?? ''
}

browserTest('each currency is written and read with the digits of the served table', async () => {
  const desk = await openDesk(await openShop({ hasAdmin: false }))
  const page = await desk.window()
  await page.goto(`${desk.shop.server.url}/dashboard`)
  const answer = await fetch(`${desk.shop.server.url}/currencies`)
  const { items } = (await answer.json()) as { items: Currency[] }
  await page.evaluate(await moneyScript())
  const wrong = await page.evaluate((all) => {
    const { learnCurrencies, moneyText, decimalText, parseMoney } = globalThis.money
    learnCurrencies(all)
    return all.flatMap(({ code, exponent }) => {
      const minor = 1234 * 10 ** exponent + (exponent > 0 ? 5 : 0)
      const shown = /1,234(?:\.(\d+))?/.exec(moneyText(minor, code))
      const digits = shown === null ? -1 : (shown[1]?.length ?? 0)
      const back = parseMoney(decimalText(minor, exponent), code)
      return digits === exponent && back === minor ? [] : [{ code, exponent, digits, back }]
    })
  }, items)
  expect(items.length).toBeGreaterThan(200)
  expect(wrong).toEqual([])
})

/** What is typed -> minor units, or null: no amount. */
const TYPED: Readonly<Record<string, Readonly<Record<string, number | null>>>> = {
  EUR: {
    '1.50': 150,
    '1,50': 150,
    '1234': 123_400,
    '1 234,5': 123_450,
    '1’234.50': 123_450,
    '−2.5': -250,
    '0': 0,
    '1.234': null,
    '1,234': null,
    '1,234.50': null,
    '1.234,50': null,
    '.5': null,
    '1e3': null,
    '': null,
  },
  HUF: { '2500': 250_000, '2500.00': 250_000, '12,5': 1250 },
  COP: { '3000': 300_000 },
  JPY: { '2500': 2500, '2500.0': null, '2,500': null },
  // A comma before three digits may group thousands or be the decimal mark.
  KWD: { '1.234': 1234, '1,234': null, '1234': 1_234_000, '1,25': 1250, '1.2345': null },
  IQD: { '250': 250_000, '0.250': 250 },
}

browserTest('what is typed means the same in every locale, or nothing', async () => {
  const desk = await openDesk(await openShop({ hasAdmin: false }))
  const page = await desk.window()
  await page.goto(`${desk.shop.server.url}/dashboard`)
  const { items } = (await (await fetch(`${desk.shop.server.url}/currencies`)).json()) as {
    items: Currency[]
  }
  await page.evaluate(await moneyScript())
  const read = await page.evaluate(
    ([all, typed]) => {
      const { learnCurrencies, parseMoney } = globalThis.money
      learnCurrencies(all)
      return Object.fromEntries(
        Object.entries(typed).map(([currency, texts]) => [
          currency,
          Object.fromEntries(Object.keys(texts).map((text) => [text, parseMoney(text, currency)])),
        ]),
      )
    },
    [items, TYPED] as const,
  )
  expect(read).toEqual(TYPED)
})
