// The tracking link in a browser: readable without a script, live with one.

import { expect } from 'bun:test'
import { browserTest, DESK, obstaclesOf, openDesk, openShop, PHONE, withBrowser } from './desk.ts'

withBrowser()

browserTest('a customer follows their order to the door, without an account', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.api('PATCH', '/settings', { shop_name: 'Tea & Co' })
  const { id, number, tracking_token } = await desk.shop.order()
  const page = await desk.window({ size: PHONE })
  await page.goto(`${desk.shop.server.url}/track/${tracking_token}`)
  await page.getByRole('heading', { name: `Order ${number}` }).waitFor()
  await page.getByText('Tea & Co').waitFor()
  await page.getByText('Received', { exact: true }).waitFor()
  await page.locator('#live[data-status=live]').waitFor()

  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
  await page.getByText('Processing', { exact: true }).waitFor()
  await desk.shop.api('POST', `/orders/${id}/fulfillments`, {
    ship: true,
    carrier: 'Post',
    tracking: [{ number: 'JD01', url: 'https://post.example/JD01' }],
  })
  await page.locator('.state', { hasText: 'Shipped' }).waitFor()
  const link = page.getByRole('link', { name: 'JD01' })
  expect(await link.getAttribute('href')).toBe('https://post.example/JD01')
  expect(await page.locator('[aria-current=step]').textContent()).toBe('Shipped')
  expect(await page.content()).not.toContain('bela@example.com')
  expect(await obstaclesOf(page, 'tracking')).toEqual([])
  expect(desk.troubles).toEqual([])
})

for (const [where, options] of [
  ['on a desk in the light', { size: DESK }],
  ['on a phone in the dark', { size: PHONE, dark: true }],
] as const) {
  browserTest(`a link that leads nowhere is a page that says so, ${where}`, async () => {
    const desk = await openDesk(await openShop())
    await desk.shop.api('PATCH', '/settings', { shop_name: 'Tea & Co' })
    const page = await desk.window(options)
    const response = await page.goto(`${desk.shop.server.url}/track/nobody`)
    expect(response?.status()).toBe(404)
    await page.getByRole('heading', { name: 'There is no order at this address' }).waitFor()
    await page.getByText('Tea & Co').waitFor()
    expect(await obstaclesOf(page, 'no order')).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
    // The browser's own line of the 404, and nothing else.
    expect(desk.troubles).toEqual([expect.stringContaining('status of 404')])
  })
}

browserTest('an order that is cancelled under the eyes of its customer reads so', async () => {
  const desk = await openDesk(await openShop())
  const { id, tracking_token } = await desk.shop.order()
  const page = await desk.window()
  await page.goto(`${desk.shop.server.url}/track/${tracking_token}`)
  await page.locator('#live[data-status=live]').waitFor()
  await desk.shop.api('POST', `/orders/${id}/cancel`, {})
  await page.getByText('This order was cancelled. Nothing more will be sent.').waitFor()
  expect(await page.locator('.steps').count()).toBe(0)
  expect(await obstaclesOf(page, 'cancelled')).toEqual([])
  expect(desk.troubles).toEqual([])
})

browserTest('a German customer reads the page and its status line in German', async () => {
  const desk = await openDesk(await openShop())
  const { id, number, tracking_token } = await desk.shop.order()
  const page = await desk.window({ locale: 'de-DE', size: PHONE })
  await page.goto(`${desk.shop.server.url}/track/${tracking_token}`)
  await page.getByRole('heading', { name: `Bestellung ${number}` }).waitFor()
  await page.locator('#live', { hasText: 'Live' }).waitFor()
  await desk.shop.api('POST', `/orders/${id}/cancel`, {})
  await page.getByText('Diese Bestellung wurde storniert.').waitFor()
  await desk.shop.crash()
  await page.getByText('Diese Seite ist möglicherweise nicht aktuell.').waitFor()
  expect(await obstaclesOf(page, 'German')).toEqual([])
})
