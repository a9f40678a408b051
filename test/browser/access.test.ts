// Every view with axe, in both lights and both widths: no violation. And how the files are served.

import { expect } from 'bun:test'
import { browserTest, isLive, obstaclesOf, openDesk, openShop, PHONE, withBrowser } from './desk.ts'

withBrowser()

for (const dark of [false, true]) {
  browserTest(`no view has an obstacle in the ${dark ? 'dark' : 'light'}`, async () => {
    const desk = await openDesk(await openShop())
    const { id } = await desk.shop.order({
      tags: ['gift'],
      shipping_address: { name: 'Bela', line1: 'Mill Street 1', city: 'Gent', country: 'BE' },
    })
    await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
    await desk.shop.api('POST', `/orders/${id}/fulfillments`, { ship: true })
    await desk.shop.order()
    const { url } = desk.shop.server
    const found: string[] = []

    const stranger = await desk.window({ dark })
    await stranger.goto(`${url}/dashboard`)
    await stranger.getByRole('heading', { name: 'Sign in' }).waitFor()
    found.push(...(await obstaclesOf(stranger, 'sign in')))
    await stranger.goto(`${url}/dashboard/setup#token`)
    await stranger.getByLabel('Name').waitFor()
    found.push(...(await obstaclesOf(stranger, 'set up')))

    for (const size of [undefined, PHONE]) {
      const page = await desk.signedIn({ dark, ...(size ? { size } : {}) })
      const name = size ? 'on a phone' : 'on a desk'
      await page.locator('.card').first().waitFor()
      await isLive(page)
      found.push(...(await obstaclesOf(page, `board ${name}`)))
      await page.goto(`${url}/dashboard/orders`)
      await page.locator('tbody tr').first().waitFor()
      found.push(...(await obstaclesOf(page, `orders ${name}`)))
      await page.goto(`${url}/dashboard/orders/${id}`)
      await page.getByText('Order placed').waitFor()
      found.push(...(await obstaclesOf(page, `order ${name}`)))
      await page.getByRole('button', { name: 'Refund', exact: true }).click()
      found.push(...(await obstaclesOf(page, `refund ${name}`)))
      await page.keyboard.press('Escape')
      await page.goto(`${url}/dashboard/account`)
      await page.getByText('This device').waitFor()
      found.push(...(await obstaclesOf(page, `account ${name}`)))
      await page.goto(`${url}/dashboard/orders/${id}/invoice`)
      await page.getByRole('heading', { name: 'Invoice' }).waitFor()
      found.push(...(await obstaclesOf(page, `invoice ${name}`)))
      await page.goto(`${url}/dashboard/orders/${id}/packing-slip`)
      await page.getByRole('heading', { name: 'Packing slip' }).waitFor()
      found.push(...(await obstaclesOf(page, `packing slip ${name}`)))
    }
    expect(found).toEqual([])
    expect(desk.troubles).toEqual([])
  })
}
