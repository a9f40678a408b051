// The dashboard of a German reader: the headings of its views, one change from start to end, and no view
// wider than a phone for its longer words.

import { expect } from 'bun:test'
import {
  ADMIN,
  browserTest,
  cardIn,
  isLive,
  openDesk,
  openShop,
  PHONE,
  withBrowser,
} from './desk.ts'

withBrowser()

const VIEWS = [
  ['', 'Board'],
  ['/orders', 'Bestellungen'],
  ['/new-order', 'Bestellung anlegen'],
  ['/products', 'Produkte'],
  ['/movements', 'Bewegungen'],
  ['/import/customers', 'Kunden importieren'],
  ['/customers', 'Kunden'],
  ['/overview', 'Übersicht'],
] as const

const german = { locale: 'de-DE', size: PHONE, dark: true } as const

/** The board, signed in by the fields' types: their labels are German. */
async function signedIn() {
  const desk = await openDesk(await openShop())
  const page = await desk.window(german)
  await page.goto(`${desk.shop.server.url}/dashboard`)
  await page.locator('input[type=email]').fill(ADMIN.email)
  await page.locator('input[type=password]').fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Board', level: 1 }).waitFor()
  return { desk, page }
}

browserTest('each view has a German heading and is no wider than a phone', async () => {
  const { desk, page } = await signedIn()
  await desk.shop.order()
  for (const [path, heading] of VIEWS) {
    await page.goto(`${desk.shop.server.url}/dashboard${path}`)
    await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor()
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect([path, isWide]).toEqual([path, false])
  }
  expect(desk.troubles).toEqual([])
})

browserTest('selected orders are put on hold by a German reader', async () => {
  const { desk, page } = await signedIn()
  await isLive(page)
  const { number } = await desk.shop.order()
  await cardIn(page, 'Ausstehend', number).waitFor()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.locator('tbody input[type=checkbox]').check()
  await page.getByText('1 ausgewählt').waitFor()
  await page.getByRole('button', { name: 'Aktionen' }).click()
  await page.getByRole('menuitem', { name: 'Zurückstellen…' }).click()
  await page.getByRole('button', { name: '1 Bestellung zurückstellen' }).click()
  await page.getByText('1 von 1 verarbeitet').waitFor()
  await page.goto(`${desk.shop.server.url}/dashboard`)
  await cardIn(page, 'Zurückgestellt', number).waitFor()
  expect(desk.troubles).toEqual([])
})
