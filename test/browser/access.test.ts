// Every view with axe, in both lights and both widths: no violation.

import { expect } from 'bun:test'
import {
  browserTest,
  DESK,
  isLive,
  obstaclesOf,
  openDesk,
  openShop,
  PHONE,
  withBrowser,
} from './desk.ts'

withBrowser()

const WIDTHS = { desk: DESK, phone: PHONE }

for (const [width, size] of Object.entries(WIDTHS)) {
  for (const dark of [false, true]) {
    browserTest(
      `no view has an obstacle on a ${width} in the ${dark ? 'dark' : 'light'}`,
      async () => {
        const desk = await openDesk(await openShop())
        const { id } = await desk.shop.order({
          tags: ['gift'],
          shipping_address: { name: 'Bela', line1: 'Mill Street 1', city: 'Gent', country: 'BE' },
        })
        await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
        await desk.shop.api('POST', `/orders/${id}/fulfillments`, { ship: true })
        await desk.shop.order()
        const at = `${desk.shop.server.url}/dashboard`
        const found: string[] = []

        const stranger = await desk.window({ dark, size })
        await stranger.goto(at)
        await stranger.getByRole('heading', { name: 'Sign in' }).waitFor()
        found.push(...(await obstaclesOf(stranger, 'sign in')))
        await stranger.goto(`${at}/setup#token`)
        await stranger.getByLabel('Name').waitFor()
        found.push(...(await obstaclesOf(stranger, 'set up')))

        const page = await desk.signedIn({ dark, size })
        await page.locator('.board-card').first().waitFor()
        await isLive(page)
        found.push(...(await obstaclesOf(page, 'board')))
        await page.locator('.board-card button').first().click()
        await page.getByRole('menuitem').first().waitFor()
        found.push(...(await obstaclesOf(page, 'menu')))
        await page.goto(`${at}/orders`)
        await page.locator('tbody tr').first().waitFor()
        await page.locator('tbody input[type=checkbox]').first().check()
        found.push(...(await obstaclesOf(page, 'orders')))
        await page.goto(`${at}/orders/${id}`)
        await page.getByText('Order placed').waitFor()
        found.push(...(await obstaclesOf(page, 'order')))
        await page.getByRole('button', { name: 'Refund', exact: true }).click()
        found.push(...(await obstaclesOf(page, 'refund')))
        await page.goto(`${at}/account`)
        await page.getByText('This device').waitFor()
        found.push(...(await obstaclesOf(page, 'account')))
        for (const [path, title] of PAPERS) {
          await page.goto(`${at}/orders/${id}/${path}`)
          await page.getByRole('heading', { name: title }).waitFor()
          found.push(...(await obstaclesOf(page, title)))
        }
        expect(found).toEqual([])
        expect(desk.troubles).toEqual([])
      },
    )
  }
}

const PAPERS = [
  ['invoice', 'Invoice'],
  ['packing-slip', 'Packing slip'],
] as const
