// The page of an order, money: authorized, captured in parts, let go, pending and resolved, given back,
// kept at a cancellation; and a network that goes away in the middle of it.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import {
  browserTest,
  type Desk,
  isLive,
  openDesk,
  openShop,
  type Shop,
  withBrowser,
} from './desk.ts'

withBrowser()

interface Ledger {
  status: string
  payment_status: string
  captured_total: number
  refunded_total: number
  authorized_total: number
  credit_total: number
  due_total: number
}

const ledger = (shop: Shop, id: string) => shop.api<Ledger>('GET', `/orders/${id}`)

async function openOrder(desk: Desk, id: string): Promise<Page> {
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('region', { name: 'Items and totals' }).waitFor()
  return page
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await press(page, menu)
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

browserTest('money is authorized, captured in part, and the rest let go', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  const page = await openOrder(desk, id)
  await press(page, 'Record payment')
  await page.getByLabel('Type').selectOption('authorize')
  await page.getByLabel('Method').fill('card')
  await press(page, 'Record €25.80')
  await press(page, 'Capture')
  await page.getByLabel('Amount, EUR').fill('20')
  await press(page, 'Record capture of €20.00')
  await page.getByText('Capture of €20.00 recorded').waitFor()
  await choose(page, 'More actions for this payment', 'Record void…')
  await press(page, 'Record void of €5.80')
  await page.getByText('Void of €5.80 recorded').waitFor()
  await page.locator('.order-detail-summary').getByText('Partially paid').waitFor()
  expect(await ledger(desk.shop, id)).toMatchObject({
    captured_total: 2000,
    authorized_total: 0,
    due_total: 580,
  })
  expect(desk.troubles).toEqual([])
})

browserTest('a payment that is not known yet is resolved when it is', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  const page = await openOrder(desk, id)
  await press(page, 'Record payment')
  await page.getByText('Provider, transaction ID and outcome').click()
  await page.getByLabel('Provider').fill('paypal')
  await page.getByLabel('Outcome', { exact: true }).selectOption('pending')
  await press(page, 'Record €25.80')
  await page.getByText('Paid (pending)').waitFor()
  await press(page, 'Record outcome')
  await page.getByLabel('Outcome', { exact: true }).selectOption('failure')
  await page.getByLabel('Failure reason').fill('Card expired')
  await press(page, 'Record as failed')
  await page.getByText('Card expired').waitFor()
  expect(await ledger(desk.shop, id)).toMatchObject({ payment_status: 'unpaid' })
  expect(desk.troubles).toEqual([])
})

browserTest('a refusal names its amounts as money', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  const page = await openOrder(desk, id)
  await press(page, 'Refund')
  await page.getByLabel('Amount, EUR').fill('1000')
  await press(page, 'Record refund of €1,000.00')
  await page.getByText('Only €25.80 of this payment can be refunded.').waitFor()
})

browserTest('of what was paid a part is kept when the order is cancelled', async () => {
  const desk = await openDesk(await openShop())
  const { id, number } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  const page = await openOrder(desk, id)
  await choose(page, 'More actions for this order', 'Cancel order…')
  await page.getByLabel('Amount to keep').fill('5.80')
  await press(page, 'Cancel and record refund of €20.00')
  await page.getByText(`${number} cancelled`).waitFor()
  expect(await ledger(desk.shop, id)).toMatchObject({
    status: 'cancelled',
    refunded_total: 2000,
    credit_total: 2000,
  })
  expect(desk.troubles).toEqual([])
})

browserTest('a draft is placed for what it costs now only when a person says so', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order({ draft: true })
  await desk.shop.api('PUT', '/products/by-sku/TEA', { title: 'Green tea', price: 1500 })
  const page = await openOrder(desk, id)
  await press(page, 'Place order')
  await page.getByText('The total is €30.00 now, not €25.80.').waitFor()
  expect((await ledger(desk.shop, id)).status).toBe('draft')
  await press(page, 'Place for €30.00')
  await page.getByRole('region', { name: 'Timeline' }).getByText('Order placed').waitFor()
  expect(await ledger(desk.shop, id)).toMatchObject({ status: 'pending', due_total: 3000 })
})

browserTest('without a network the order stays on the page, and is exact again after', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  const page = await openOrder(desk, id)
  await isLive(page)
  await page.context().setOffline(true)
  await page.getByText('Offline').waitFor()
  await page.getByRole('region', { name: 'Items and totals' }).getByText('Green tea').waitFor()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
  await desk.shop.api('POST', `/orders/${id}/notes`, { text: 'Paid at the desk' })
  expect(await page.getByText('Paid at the desk').count()).toBe(0)
  await page.context().setOffline(false)
  await isLive(page)
  await page.getByText('Paid at the desk').first().waitFor()
  await page.getByText('Processing').waitFor()
})

browserTest('a refund whose answer is lost is tried again and never given twice', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  const page = await openOrder(desk, id)
  let isBroken = true
  await page.route(/\/refund$/, async (route) => {
    // It arrives; what it is answered does not.
    const response = await route.fetch()
    if (isBroken) await route.abort()
    else await route.fulfill({ response })
  })
  await press(page, 'Refund')
  await page.getByLabel('Amount, EUR').fill('9.99')
  await press(page, 'Record refund of €9.99')
  await page.getByRole('dialog').getByText('The server cannot be reached.').waitFor()
  expect(await page.getByLabel('Amount, EUR').inputValue()).toBe('9.99')
  isBroken = false
  await press(page, 'Record refund of €9.99')
  await page.getByText('Refund of €9.99 recorded').waitFor()
  expect((await ledger(desk.shop, id)).refunded_total).toBe(999)
})

browserTest('metadata of two people is merged key by key', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order({ metadata: { channel: 'shop', visits: 3 } })
  const page = await openOrder(desk, id)
  await page.getByRole('region', { name: 'Metadata' }).getByRole('button').click()
  await page.getByLabel('Value 2').fill('4')
  await page.getByRole('textbox', { name: 'Key 3' }).fill('campaign')
  await page.getByLabel('Value 3').fill('spring')
  await desk.shop.api('PATCH', `/orders/${id}`, { metadata: { channel: 'market', visits: 3 } })
  await press(page, 'Save')
  await page.getByText('together with the changes of another person').waitFor()
  const { metadata } = await desk.shop.api('GET', `/orders/${id}`)
  expect(metadata).toEqual({ channel: 'market', visits: 4, campaign: 'spring' })
})
