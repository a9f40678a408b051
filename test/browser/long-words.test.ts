// A word of 200 letters in every text that a customer or the staff can put somewhere: on a phone no
// page is wider than its screen for it.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, openDesk, openShop, PHONE, rowOf, withBrowser } from './desk.ts'

withBrowser()

/** It begins so that each can be found. */
const word = (beginning: string, length = 200): string =>
  beginning + 'w'.repeat(length - beginning.length)

/** What sticks out, by its own name; nothing where the page is as wide as the screen. */
const widerThan = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > root.clientWidth + 1,
    )
    return wide.slice(-5).map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 30))
  })()`)

async function longShop() {
  const desk = await openDesk(await openShop())
  const { api } = desk.shop
  await api('PATCH', '/settings', { shop_name: word('Shop'), auto_complete: false })
  const address = {
    name: word('Name'),
    line1: word('Line'),
    city: word('City'),
    postal_code: word('Post', 20),
    country: 'DE',
  }
  const sku = word('SKU', 60)
  await api('POST', '/products', { sku, title: word('Title'), price: 1000, on_hand: 10 })
  const { id, number, tracking_token } = await desk.shop.order({
    email: `${word('mail', 64)}@${'d'.repeat(60)}.example`,
    lines: [{ sku, quantity: 2 }],
    shipping: [{ title: word('Ship'), price: 490 }],
    fees: [{ title: word('Fee'), amount: 100 }],
    customer_note: word('Note'),
    shipping_address: address,
    billing_address: address,
    tags: [word('Tag', 60)],
    metadata: { [word('key', 60)]: word('value') },
  })
  await api('POST', `/orders/${id}/notes`, { text: word('Said'), visibility: 'customer' })
  await api('POST', `/orders/${id}/payments`, {
    kind: 'sale',
    method: word('Method', 60),
    provider: 'manual',
  })
  await api('POST', `/orders/${id}/fulfillments`, {
    ship: true,
    carrier: word('Carrier', 100),
    tracking: [{ number: word('TRACK', 100), url: `https://post.example/${word('TRACK')}` }],
  })
  return { desk, id, number, tracking_token: String(tracking_token) }
}

browserTest('the tracking page of such an order is as wide as the phone', async () => {
  const { desk, id, number, tracking_token } = await longShop()
  const page = await desk.window({ size: PHONE })
  const { url } = desk.shop.server
  await page.goto(`${url}/track/${tracking_token}`)
  await page.getByRole('heading', { name: `Order ${number}` }).waitFor()
  await page.locator('#live[data-status=live]').waitFor()
  for (const beginning of ['Shop', 'Title', 'Carrier', 'TRACK']) {
    await page.getByText(`${beginning}w`).first().waitFor()
  }
  expect(await widerThan(page)).toEqual([])
  await desk.shop.api('POST', `/orders/${id}/hold`, { reason: word('Hold') })
  await page.locator('.state', { hasText: 'On hold' }).waitFor()
  expect(await widerThan(page)).toEqual([])
  await page.goto(`${url}/track/nobody`)
  await page.getByText('Shopw').waitFor()
  expect(await widerThan(page)).toEqual([])
})

browserTest('so are its order page, the list and the board', async () => {
  const { desk, id, number } = await longShop()
  const page = await desk.signedIn({ size: PHONE })
  const { url } = desk.shop.server
  await page.locator('.card', { hasText: number }).waitFor()
  expect(await widerThan(page)).toEqual([])
  await desk.shop.api('POST', `/orders/${id}/hold`, { reason: word('Hold') })
  await page.goto(`${url}/dashboard/orders`)
  await rowOf(page, number).waitFor()
  expect(await widerThan(page)).toEqual([])
  await page.goto(`${url}/dashboard/orders/${id}`)
  for (const text of ['Titlew', 'Saidw', 'Holdw', 'TRACKw']) {
    await page.getByText(text).first().waitFor()
  }
  expect(await widerThan(page)).toEqual([])
  for (const paper of ['packing-slip', 'invoice']) {
    await page.goto(`${url}/dashboard/orders/${id}/${paper}`)
    await page.getByText('Titlew').first().waitFor()
    expect([paper, await widerThan(page)]).toEqual([paper, []])
  }
  await page.goto(`${url}/dashboard/orders?tag=${word('Tag', 60)}&q=${word('Title')}`)
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  expect(await widerThan(page)).toEqual([])
})
