// The tracking link in a browser: readable without a script, live with one.

import { expect } from 'bun:test'
import { browserTest, obstaclesOf, openDesk, openShop, PHONE, withBrowser } from './desk.ts'

withBrowser()

browserTest('a customer follows their order to the door, without an account', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.api('PATCH', '/settings', { shop_name: 'Tea & Co' })
  const { id, number, tracking_token } = await desk.shop.order()
  const page = await desk.window({ size: PHONE })
  await page.goto(`${desk.shop.server.url}/track/${tracking_token}`)
  await page.getByRole('heading', { name: `Order ${number}` }).waitFor()
  await page.getByText('Tea & Co').waitFor()
  await page.getByText('Pending', { exact: true }).waitFor()
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
