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
  await page.locator('.board-card', { hasText: number }).waitFor()
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

browserTest('so are the pages of products, customers and settings', async () => {
  const { desk, number } = await longShop()
  const { api, server } = desk.shop
  const made = (path: string, body: object) => api('POST', path, body)
  const customer = await made('/customers', {
    name: word('Customer'),
    email: `${word('long', 64)}@${'e'.repeat(60)}.example`,
    vat_id: word('VAT', 40),
    note: word('Note'),
    tags: [word('Label', 60)],
    metadata: { [word('field', 60)]: word('value') },
    addresses: [{ name: word('Name'), line1: word('Street'), city: word('Town'), country: 'DE' }],
  })
  const product = await made('/products', {
    sku: word('OTHER', 100),
    title: word('Other'),
    price: 1000,
    tax_class: word('class', 60),
    description: word('About'),
    metadata: { [word('field', 60)]: word('value') },
  })
  await made('/locations', { name: word('Place') })
  await made('/coupons', { code: word('CODE', 60), kind: 'percent', rate_ppm: 100_000 })
  await made('/shipping-methods', { code: word('WAY', 60), title: word('Way'), price: 1 })
  await made('/api-keys', { name: word('Key', 100), scopes: ['orders:read'] })
  const hook = await made('/webhooks', {
    url: `https://hook.example/${word('path')}`,
    events: ['order.placed'],
    description: word('Hook'),
  })
  await api('PATCH', '/settings', {
    tax_rates: [{ country: 'DE', tax_class: word('class', 60), rate_ppm: 1 }],
  })
  const page = await desk.signedIn({ size: PHONE })
  await page.locator('.board-card', { hasText: number }).waitFor()
  const paths = [
    'products',
    `products/${product.id}`,
    'movements',
    'import/orders',
    'customers',
    `customers/${customer.id}`,
    'new-order',
    'overview',
    'settings',
    'settings/users',
    'settings/keys',
    'settings/webhooks',
    `settings/webhooks/${hook.id}`,
    'settings/backups',
    'settings/system',
    'settings/audit',
    'account',
  ]
  const wide: [path: string, what: string[]][] = []
  for (const path of paths) {
    await page.goto(`${server.url}/dashboard/${path}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle')
    const what = await widerThan(page)
    if (what.length > 0) wide.push([path, what])
  }
  expect(wide).toEqual([])
})
