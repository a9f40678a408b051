// The dashboard in the language of its reader: the browser's, or the one chosen on the account page.

import { expect } from 'bun:test'
import {
  ADMIN,
  browserTest,
  cardIn,
  DESK,
  obstaclesOf,
  openDesk,
  openShop,
  PHONE,
  withBrowser,
} from './desk.ts'

withBrowser()

const SIZES = [
  ['on a desk in the light', { size: DESK }],
  ['on a phone in the dark', { size: PHONE, dark: true }],
] as const

const VIEWS = [
  ['orders', 'Bestellungen'],
  ['new-order', 'Bestellung anlegen'],
  ['products', 'Produkte'],
  ['movements', 'Bewegungen'],
  ['import/customers', 'Kunden importieren'],
  ['customers', 'Kunden'],
  ['overview', 'Übersicht'],
] as const

for (const [where, options] of SIZES) {
  browserTest(`a German operator works in German ${where}`, async () => {
    const desk = await openDesk(await openShop())
    const { api, server } = desk.shop
    const { id, number } = await desk.shop.order()
    await api('POST', `/orders/${id}/payments`, { kind: 'sale' })
    const page = await desk.window({ locale: 'de-DE', ...options })
    const found: string[] = []
    const look = async (at: string) => {
      found.push(...(await obstaclesOf(page, at)))
      const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      if (isWide) found.push(`${at}: wider than the window`)
    }
    const open = (path: string) => page.goto(`${server.url}/dashboard/${path}`)

    await open('')
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
    await look('sign-in')
    await page.getByLabel('E-Mail').fill(ADMIN.email)
    await page.getByLabel('Passwort').fill('not the password')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Passwort').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await cardIn(page, 'In Bearbeitung', number).waitFor()
    await look('board')

    await open(`orders/${id}`)
    await page.getByRole('heading', { name: number }).waitFor()
    await page.getByText('Bezahlt').first().waitFor()
    await look('order')

    await open('settings')
    await page.getByLabel('Name des Shops').fill('Tee & Co')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByText('Einstellungen gespeichert').waitFor()
    await look('settings')
    for (const path of ['users', 'keys', 'webhooks', 'backups', 'system', 'audit']) {
      await open(`settings/${path}`)
      await page.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor()
      await look(path)
    }
    for (const [path, heading] of VIEWS) {
      await open(path)
      await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor()
      await look(path)
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    expect(found).toEqual([])
  })
}

browserTest('a language that is chosen on the account page stays', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn({ locale: 'de-DE' })
  await page.goto(`${desk.shop.server.url}/dashboard/account`)
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption({ label: 'English' })
  await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Orders', exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Browser default' })
  await page.getByRole('heading', { name: 'Konto', level: 1 }).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('selected orders are put on hold by a German operator', async () => {
  const desk = await openDesk(await openShop())
  const { number } = await desk.shop.order()
  const page = await desk.signedIn({ locale: 'de-DE' })
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
