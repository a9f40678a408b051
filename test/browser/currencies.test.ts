// Amounts in a real Chromium, whose own idea of a currency's digits differs from the server's: what is
// typed is what is stored, and what is stored is what every view shows.

import { expect } from 'bun:test'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { de } from '#texts/de.ts'
import { en } from '#texts/en.ts'
import { ADMIN, browserTest, cardIn, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

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
  const path = join(import.meta.dir, '../../src/dashboard/lib/money.tsx')
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

interface Ledger {
  currency: string
  exponent: number
  total: number
  authorized_total: number
  captured_total: number
  refunded_total: number
  credit_total: number
  lines: { unit_price: number }[]
  shipping: { price: number }[]
  fees: { amount: number }[]
  discounts: { amount: number | null; taken: number }[]
}

/** "1234.5" of a currency with 3 digits: what a person types, 1234500, and "1,234.500". */
function amounts(exponent: number) {
  const half = exponent === 0 ? '' : '.5'
  const written = (minor: number): string => {
    const digits = String(minor).padStart(exponent + 1, '0')
    const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',')
    return exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
  }
  const of = (whole: number, isHalf = false) => ({
    typed: `${whole}${isHalf ? half : ''}`,
    minor: whole * 10 ** exponent + (isHalf && half ? 5 * 10 ** (exponent - 1) : 0),
  })
  /** The amount and no other: neither a digit before it nor one after. */
  const shown = (minor: number, before = ''): RegExp =>
    new RegExp(`${before}(?<![\\d.,])${written(minor).replace('.', '\\.')}(?![\\d.,]*\\d)`)
  return { of, shown }
}

const press = (page: Page, name: string | RegExp) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click()

for (const [code, exponent] of Object.entries({ HUF: 2, COP: 2, IQD: 3, JPY: 0, KWD: 3 })) {
  browserTest(`${code} has ${exponent} digits wherever an amount is typed or shown`, async () => {
    const desk = await openDesk(await openShop())
    const { api, server } = desk.shop
    const { of, shown } = amounts(exponent)
    const at = `${server.url}/dashboard`
    const read = (id: string) => api<Ledger>('GET', `/orders/${id}`)
    await api('PATCH', '/settings', { currency: code })
    const coupon = { code: `OFF-${code}`, kind: 'fixed', amount: of(100).minor }
    await api('POST', '/coupons', coupon)
    const post = { code: `POST-${code}`, title: `Post ${code}`, price: of(50).minor }
    await api('POST', '/shipping-methods', post)
    const page = await desk.signedIn()

    // The price of a product.
    const price = of(1234, true)
    await page.goto(`${at}/products`)
    await press(page, 'New product')
    await page.getByLabel('Title').fill(`Tea ${code}`)
    await page.getByLabel('SKU').fill(`TEA-${code}`)
    await page.getByLabel('Price').fill(price.typed)
    await page.getByLabel('Initial stock').fill('50')
    expect(await page.getByLabel('Currency').inputValue()).toBe(code)
    await press(page, 'Add product')
    await page.getByRole('heading', { name: `Tea ${code}`, level: 1 }).waitFor()
    await page.getByText(shown(price.minor)).first().waitFor()
    const { items } = await api<{ items: unknown[] }>('GET', `/products?sku=TEA-${code}`)
    expect(items).toMatchObject([{ price: price.minor, currency: code, exponent }])
    await page.goto(`${at}/products`)
    await rowOf(page, `Tea ${code}`).getByText(shown(price.minor)).waitFor()

    // A new order, with a price that is typed, a coupon and shipping.
    const engraving = of(10, true)
    await page.goto(`${at}/new-order`)
    await page.getByRole('combobox', { name: 'Add a product' }).fill(`TEA-${code}`)
    await page.getByRole('option', { name: new RegExp(`Tea ${code}`) }).waitFor()
    await page.keyboard.press('Enter')
    await press(page, 'Custom item')
    await page.getByLabel('Title').fill('Engraving')
    await page.getByLabel(`Unit price, ${code}`).fill('1,234.5')
    await page.getByText(`Not an amount in ${code}.`).waitFor()
    await page.getByLabel(`Unit price, ${code}`).fill(engraving.typed)
    await page.getByLabel('Coupon code').fill(coupon.code)
    const method = page.getByLabel('Shipping', { exact: true }).locator(`[value="${post.code}"]`)
    expect(await method.textContent()).toMatch(shown(post.price))
    await page.getByLabel('Shipping', { exact: true }).selectOption(post.code)
    await page.getByLabel('E-mail').fill('bela@example.com')
    const ordered = price.minor + engraving.minor - coupon.amount + post.price
    await page.getByRole('region', { name: 'Total' }).getByText(shown(ordered)).first().waitFor()
    await press(page, 'Place order')
    await page.waitForURL(/\/orders\/ord_/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expect(await read(id)).toMatchObject({
      currency: code,
      exponent,
      total: ordered,
      lines: [{ unit_price: price.minor }, { unit_price: engraving.minor }],
      discounts: [{ taken: coupon.amount }],
      shipping: [{ price: post.price }],
    })

    // An edit: another price, a fee, a discount.
    const [dearer, fee, off] = [of(1000), of(20, true), of(5, true)]
    const total = ordered - price.minor + dearer.minor + fee.minor - off.minor
    await press(page, 'Edit')
    expect(await page.getByLabel(`Price of Tea ${code}`).inputValue()).toBe(
      exponent === 0 ? '1234' : `1234.5${'0'.repeat(exponent - 1)}`,
    )
    await page.getByLabel(`Price of Tea ${code}`).fill(dearer.typed)
    await page.getByText('Add discount, coupon or fee').click()
    for (const [kind, name, amount] of [
      ['fee', 'Wrapping', fee],
      ['fixed', 'Sorry', off],
    ] as const) {
      await page.getByLabel('Add', { exact: true }).selectOption(kind)
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByLabel('Amount', { exact: true }).fill(amount.typed)
      await press(page, 'Add')
      await page.getByRole('list', { name: 'Added' }).getByText(shown(amount.minor)).waitFor()
    }
    await page.getByText(shown(total, 'New total \\D*')).waitFor()
    await press(page, 'Save')
    await page
      .getByText(/ edited/)
      .first()
      .waitFor()
    expect(await read(id)).toMatchObject({ total, fees: [{ amount: fee.minor }] })

    // Authorized, captured in part, a part of that given back.
    await press(page, 'Record payment')
    await page.getByLabel('Type').selectOption('authorize')
    await press(page, shown(total, '^Record \\D*'))
    await press(page, 'Capture')
    await page.getByText(shown(total, 'At most \\D*')).waitFor()
    await page.getByLabel(`Amount, ${code}`).fill(of(700).typed)
    await press(page, shown(of(700).minor, '^Record capture of \\D*'))
    await page
      .getByText(shown(of(700).minor))
      .first()
      .waitFor()
    await press(page, 'More actions for this payment')
    await page.getByRole('menuitem', { name: 'Record refund…', exact: true }).click()
    const back = of(200, true)
    await page.getByLabel(`Amount, ${code}`).fill(back.typed)
    await press(page, shown(back.minor, '^Record refund of \\D*'))
    await page
      .getByText(/^Refund of .* recorded/)
      .first()
      .waitFor()
    expect(await read(id)).toMatchObject({
      captured_total: of(700).minor,
      refunded_total: back.minor,
    })
    await press(page, 'Record payment')
    await page.getByLabel(`Amount, ${code}`).fill(of(3).typed)
    await press(page, shown(of(3).minor, '^Record \\D*'))
    await page
      .getByText(shown(of(3).minor, '^Payment of \\D*'))
      .first()
      .waitFor()
    expect(await read(id)).toMatchObject({ captured_total: of(703).minor })

    // Paper.
    await page.goto(`${at}/orders/${id}/invoice`)
    const paper = page.locator('.parcels-print')
    for (const minor of [dearer.minor, engraving.minor, fee.minor, total])
      await paper.getByText(shown(minor)).first().waitFor()

    // A cancellation that keeps a part.
    const talk = {
      title: 'Talk',
      unit_price: of(2500).minor,
      quantity: 1,
      requires_shipping: true,
    }
    const paid = await desk.shop.order({ currency: code, lines: [talk] })
    await api('POST', `/orders/${paid.id}/payments`, { kind: 'sale' })
    await page.goto(`${at}/orders/${paid.id}`)
    await press(page, 'More actions for this order')
    await page.getByRole('menuitem', { name: 'Cancel order…', exact: true }).click()
    const kept = of(500, true)
    await page.getByLabel('Amount to keep').fill(kept.typed)
    const returned = talk.unit_price - kept.minor
    await press(page, shown(returned, '^Cancel and record refund of \\D*'))
    await page
      .getByText(/ cancelled$/)
      .first()
      .waitFor()
    expect(await read(paid.id)).toMatchObject({ refunded_total: returned, credit_total: returned })

    // Where orders are many: the board, the list, the overview.
    const open = await desk.shop.order({ currency: code, lines: [talk] })
    await page.goto(at)
    await cardIn(page, 'Pending', open.number).getByText(shown(talk.unit_price)).waitFor()
    await page.goto(`${at}/orders`)
    await rowOf(page, open.number).getByText(shown(talk.unit_price)).waitFor()
    const summary = await api<{ items: { currency: string; net: number }[] }>(
      'GET',
      '/reports/summary',
    )
    const net = summary.items.find((item) => item.currency === code)?.net ?? 0
    await page.goto(`${at}/overview?currency=${code}`)
    const sales = page.getByRole('region', { name: 'Sales', exact: true })
    await sales.getByText(shown(net)).first().waitFor()

    // The customer's link says nothing of money.
    const { tracking_token } = open
    await page.goto(`${server.url}/track/${tracking_token}`)
    await page.getByRole('heading', { name: `Order ${open.number}` }).waitFor()
    expect(await page.locator('main').textContent()).not.toMatch(shown(talk.unit_price))
    expect(desk.troubles).toEqual([])
  })
}

browserTest(
  'an editor types prices in the currency of the shop, or of the first product',
  async () => {
    const desk = await openDesk(await openShop())
    const { api, server } = desk.shop
    const ed = { name: 'Ed', email: 'ed@example.com', password: ADMIN.password }
    const { id } = await api<{ id: number }>('POST', '/users', ed)
    await api('PATCH', `/users/${id}`, { role: 'editor' })
    // The newest product is in euros, and the shop's currency is for administrators to read.
    await api('PATCH', '/settings', { currency: 'JPY' })
    const page = await desk.signedIn({ as: ed })
    await page.goto(`${server.url}/dashboard/new-order`)
    await press(page, 'Custom item')
    await page.getByLabel('Title').fill('Talk')
    await page.getByLabel('Unit price, JPY').fill('3000')
    const total = page.getByRole('region', { name: 'Total' })
    await total
      .getByText(/(?<!\d)3,000(?!\.)/)
      .first()
      .waitFor()
    // What was typed is not taken for yen any more once the order is in euros.
    await page.getByRole('combobox', { name: 'Add a product' }).fill('tea')
    await page.getByRole('option', { name: /Green tea/ }).click()
    await total.getByText('€3,012.90').first().waitFor()
    await page.getByLabel('E-mail').fill('bela@example.com')
    await press(page, 'Place order')
    await page.waitForURL(/\/orders\/ord_/)
    const { items } = await api<{ items: Ledger[] }>('GET', '/orders')
    expect(items).toMatchObject([{ currency: 'EUR', total: 301_290 }])
    expect(desk.troubles).toEqual([])
  },
)

browserTest(
  'the audit log writes what coupons and shipping methods ask for as amounts',
  async () => {
    const desk = await openDesk(await openShop())
    const { api, server } = desk.shop
    await api('PATCH', '/settings', { currency: 'HUF' })
    const coupon = { code: 'C', kind: 'fixed', amount: 10_000, minimum: 200_000 }
    const { id } = await api('POST', '/coupons', coupon)
    await api('PATCH', `/coupons/${id}`, { minimum: 1_270_000 })
    const post = await api('POST', '/shipping-methods', { code: 'P', title: 'Post', price: 5_000 })
    await api('PATCH', `/shipping-methods/${post.id}`, { free_from: 2_500_000 })
    const page = await desk.signedIn()
    await page.goto(`${server.url}/dashboard/settings/audit`)
    const entry = (type: string) => page.locator('.parts-entry', { hasText: type }).first()
    expect(await entry('coupon.updated').textContent()).toMatch(
      /Minimum: HUF\s2,000\.00 → HUF\s12,700\.00/,
    )
    expect(await entry('shipping_method.updated').textContent()).toMatch(
      /Free from: none → HUF\s25,000\.00/,
    )
    expect(desk.troubles).toEqual([])
  },
)

/** Readers, each in the zone of their country, and 1234567.5 as they write it with 2 digits. */
const READERS = [
  { locale: 'de-DE', timezone: 'Europe/Berlin', written: '1.234.567,50' },
  { locale: 'en-US', timezone: 'America/New_York', written: '1,234,567.50' },
  { locale: 'hu-HU', timezone: 'Europe/Budapest', written: '1 234 567,50' },
  { locale: 'sv-SE', timezone: 'Europe/Stockholm', written: '1 234 567,50' },
  { locale: 'ar-EG', timezone: 'Africa/Cairo', written: '١٬٢٣٤٬٥٦٧٫٥٠' },
]

for (const { written, ...reader } of READERS) {
  browserTest(`a reader of ${reader.locale} sees and types the digits of the server`, async () => {
    const { common, payments } = reader.locale === 'de-DE' ? de : en
    const { menu, confirm, recorded } = payments.kinds.refund
    const desk = await openDesk(await openShop())
    const { api, server } = desk.shop
    await api('PATCH', '/settings', { timezone: 'Pacific/Auckland' })
    const talk = { title: 'Talk', unit_price: 123_456_750, quantity: 1 }
    const order = await desk.shop.order({ currency: 'HUF', lines: [talk] })
    await api('POST', `/orders/${order.id}/payments`, { kind: 'sale' })
    const page = await desk.signedIn(reader)
    expect(await page.evaluate('navigator.language')).toBe(reader.locale)

    const { items } = (await (await fetch(`${server.url}/currencies`)).json()) as {
      items: Currency[]
    }
    await page.evaluate(await moneyScript())
    const wrong = await page.evaluate((all) => {
      const { learnCurrencies, moneyText, decimalText, parseMoney } = globalThis.money
      learnCurrencies(all)
      return all.flatMap(({ code, exponent }) => {
        const minor = 1234 * 10 ** exponent + (exponent > 0 ? 5 : 0)
        const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent }
        const plain = new Intl.NumberFormat(undefined, digits).format(minor / 10 ** exponent)
        const isShown = [minor, -minor].every((one) => moneyText(one, code).includes(plain))
        const back = parseMoney(decimalText(minor, exponent), code)
        return isShown && back === minor ? [] : [{ code, shown: moneyText(minor, code), plain }]
      })
    }, items)
    expect(wrong).toEqual([])

    const plain = (text: string | null) => text?.replace(/[\s\u200e\u200f\u061c]+/g, ' ') ?? ''
    await page.goto(`${server.url}/dashboard/orders`)
    await rowOf(page, order.number).waitFor()
    expect(plain(await rowOf(page, order.number).textContent())).toContain(written)
    await page.goto(`${server.url}/dashboard/orders/${order.id}`)
    await press(page, payments.more)
    await page.getByRole('menuitem', { name: menu, exact: true }).click()
    const amount = page.getByLabel(`${common.amount}, HUF`)
    expect(await amount.inputValue()).toBe('1234567.50')
    await amount.fill('2500,5')
    await press(page, new RegExp(`^${confirm('.+')}$`))
    await page
      .getByText(new RegExp(`^${recorded('.+', 'success')}$`))
      .first()
      .waitFor()
    expect(await api('GET', `/orders/${order.id}`)).toMatchObject({ refunded_total: 250_050 })
    await page.goto(`${server.url}/dashboard/overview?currency=HUF`)
    await page.locator('.overview-wide .overview-chart').waitFor()
    expect(desk.troubles).toEqual([])
  })
}
