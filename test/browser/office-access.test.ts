// The views beside the orders with axe, on a desk and on a phone, in one light each.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import {
  browserTest,
  DESK,
  obstaclesOf,
  openDesk,
  openShop,
  PHONE,
  type Shop,
  withBrowser,
} from './desk.ts'

withBrowser()

interface View {
  path: string
  /** What is there when it has loaded. */
  ready: (page: Page) => Promise<unknown>
  opened?: (page: Page) => Promise<unknown>
}

const text = (words: string) => (page: Page) => page.getByText(words).first().waitFor()
const row = (page: Page) => page.locator('.parts-table tbody tr').first().waitFor()
const press = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('dialog').waitFor()
}

async function viewsOf(shop: Shop): Promise<View[]> {
  const { items } = await shop.api<{ items: { id: string }[] }>('GET', '/products')
  const customers = await shop.api<{ items: { id: string }[] }>('GET', '/customers')
  const url = 'https://example.com/hook'
  const backup = await shop.api<{ name: string }>('POST', '/backups', {})
  const webhook = await shop.api('POST', '/webhooks', { url, events: ['order.*'] })
  return [
    { path: 'products', ready: row, opened: press('New product') },
    { path: `products/${items[0]?.id}`, ready: row, opened: press('Adjust stock') },
    { path: 'movements', ready: row },
    { path: 'import/products', ready: text('Choose a file') },
    {
      path: 'new-order',
      ready: text('No items yet'),
      opened: async (page) => {
        await page.getByRole('combobox', { name: 'Add a product' }).fill('tea')
        await page.getByRole('option').first().waitFor()
      },
    },
    { path: 'overview', ready: text('Top products') },
    { path: 'customers', ready: row, opened: press('New customer') },
    { path: `customers/${customers.items[0]?.id}`, ready: text('Profile') },
    { path: 'settings', ready: text('Shop name') },
    { path: 'settings/users', ready: row, opened: press('New user') },
    { path: 'settings/keys', ready: text('No API keys yet'), opened: press('New key') },
    { path: 'settings/webhooks', ready: row, opened: press('New webhook') },
    { path: `settings/webhooks/${webhook.id}`, ready: text('Deliveries') },
    { path: 'settings/backups', ready: row, opened: press(`Restore ${backup.name}`) },
    { path: 'settings/system', ready: text('Ready') },
    { path: 'settings/audit', ready: text('order.placed') },
  ]
}

const WIDTHS = [
  ['on a desk in the light', { size: DESK }],
  ['on a phone in the dark', { size: PHONE, dark: true }],
] as const

for (const [where, options] of WIDTHS) {
  browserTest(
    `no view beside the orders has an obstacle ${where}, or is wider than it`,
    async () => {
      const desk = await openDesk(await openShop())
      await desk.shop.order()
      const page = await desk.signedIn(options)
      const found: string[] = []
      for (const { path, ready, opened } of await viewsOf(desk.shop)) {
        await page.goto(`${desk.shop.server.url}/dashboard/${path}`)
        await ready(page)
        found.push(...(await obstaclesOf(page, path)))
        const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        if (isWide) found.push(`${path}: wider than the window`)
        if (opened === undefined) continue
        await opened(page)
        found.push(...(await obstaclesOf(page, `${path}, opened`)))
      }
      expect(found).toEqual([])
      expect(desk.troubles).toEqual([])
    },
  )
}
