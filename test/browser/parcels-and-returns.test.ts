// The page of an order, goods: some of it leaves with its tracking numbers, arrives, or does not leave
// after all; some comes back, is restocked or written off, refunded or exchanged.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, openDesk, openShop, type Shop, withBrowser } from './desk.ts'

withBrowser()

interface Goods {
  refunded_total: number
  credit_total: number
  fulfillments: { status: string; carrier: string | null; tracking: unknown[]; lines: unknown[] }[]
  returns: { status: string; exchange_order_id: string | null; lines: object[] }[]
}

/** Three teas and a cup, paid. */
async function paid(shop: Shop) {
  const cup = { sku: 'CUP', title: 'Porcelain cup', price: 2450, currency: 'EUR', on_hand: 20 }
  await shop.api('POST', '/products', cup)
  const lines = [
    { sku: 'TEA', quantity: 3 },
    { sku: 'CUP', quantity: 1 },
  ]
  const { id } = await shop.order({ lines })
  return shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
}

async function shipped(shop: Shop) {
  const { id } = await paid(shop)
  return shop.api('POST', `/orders/${id}/fulfillments`, { ship: true })
}

async function openOrder(page: Page, shop: Shop, id: string): Promise<void> {
  await page.goto(`${shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('region', { name: 'Items and totals' }).waitFor()
}

const goodsOf = (shop: Shop, id: string) => shop.api<Goods>('GET', `/orders/${id}`)

const onHand = async (shop: Shop, sku: string): Promise<number> => {
  const { items } = await shop.api<{ items: { on_hand: number }[] }>('GET', `/stock?sku=${sku}`)
  return items.reduce((sum, level) => sum + level.on_hand, 0)
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

browserTest('a part of an order leaves with two tracking numbers, and arrives', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await paid(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Ship items')
  await page.getByLabel('Quantity: Green tea').fill('2')
  await page.getByLabel('Quantity: Porcelain cup').fill('0')
  await page.getByLabel('Carrier').fill('DHL')
  await page.getByLabel('Tracking number').fill('JD01')
  await page.getByLabel('Tracking link').fill('no link')
  await press(page, 'Add tracking number')
  await page.getByRole('textbox', { name: 'Tracking number 2' }).fill('JD02')
  await press(page, 'Ship 2 units')
  // Refused at its field, and nothing that was typed is lost.
  await page.getByText('Please check the marked fields.').waitFor()
  expect(await page.getByRole('textbox', { name: 'Tracking number 2' }).inputValue()).toBe('JD02')
  await page.getByLabel('Tracking link 1').fill('https://example.com/JD01')
  await press(page, 'Ship 2 units')
  const parcels = page.getByRole('region', { name: 'Fulfillments' })
  await parcels.getByText('2 units left').waitFor()
  await parcels.getByRole('button', { name: 'Mark as delivered' }).click()
  await parcels
    .getByRole('listitem')
    .filter({ hasText: 'Parcel 1' })
    // Exact: the button to press reads "Mark as delivered".
    .getByText('Delivered', { exact: true })
    .waitFor()
  const [parcel] = (await goodsOf(desk.shop, id)).fulfillments
  expect(parcel).toMatchObject({
    status: 'delivered',
    carrier: 'DHL',
    lines: [{ quantity: 2 }],
    tracking: [{ number: 'JD01', url: 'https://example.com/JD01' }, { number: 'JD02' }],
  })
  expect(await onHand(desk.shop, 'TEA')).toBe(498)
  const refusals = desk.troubles.filter((trouble) => !trouble.includes('422'))
  expect(refusals).toEqual([])
})

browserTest('a shipment booked by mistake is undone, and the order is open again', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await shipped(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Undo shipment')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The order is reopened.').waitFor()
  await dialog.getByRole('button', { name: 'Undo shipment' }).click()
  const parcels = page.getByRole('region', { name: 'Fulfillments' })
  await parcels.getByText('4 units left').waitFor()
  await parcels.getByText('Cancelled').waitFor()
  await page.getByRole('region', { name: 'Timeline' }).getByText('Shipment undone').waitFor()
  expect(await onHand(desk.shop, 'TEA')).toBe(500)
  await press(page, 'Ship items')
  await press(page, 'Ship 4 units')
  await parcels.getByText('Parcel 2').waitFor()
  expect(await onHand(desk.shop, 'TEA')).toBe(497)
  expect(desk.troubles).toEqual([])
})

browserTest('a parcel is planned, packed and does not leave after all', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await paid(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Ship items')
  await page.getByLabel(/Ship now/).uncheck()
  await press(page, 'Plan 4 units')
  await press(page, 'Mark as packed')
  const parcels = page.getByRole('region', { name: 'Fulfillments' })
  await parcels.getByRole('button', { name: 'Cancel' }).click()
  await press(page, 'Cancel parcel')
  await parcels.getByText('Cancelled').waitFor()
  await parcels.getByText('4 units left').waitFor()
  const { fulfillments } = await goodsOf(desk.shop, id)
  expect(fulfillments.map(({ status }) => status)).toEqual(['cancelled'])
  expect(await onHand(desk.shop, 'TEA')).toBe(500)
  expect(desk.troubles).toEqual([])
})

browserTest('tracking that is added to a parcel leaves its other numbers alone', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await paid(desk.shop)
  const tracking = [{ number: 'A1' }, { number: 'A2' }]
  await desk.shop.api('POST', `/orders/${id}/fulfillments`, {
    ship: true,
    carrier: 'GLS',
    tracking,
  })
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Tracking')
  await press(page, 'Add tracking number')
  await page.getByRole('textbox', { name: 'Tracking number 3' }).fill('A3')
  await press(page, 'Save')
  await page.getByText('Tracking saved').waitFor()
  const [parcel] = (await goodsOf(desk.shop, id)).fulfillments
  expect(parcel?.tracking).toMatchObject([{ number: 'A1' }, { number: 'A2' }, { number: 'A3' }])
})

browserTest('an order on hold ships nothing, and says why', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await paid(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'More actions for this order')
  await page.getByRole('menuitem', { name: 'Put on hold…' }).click()
  await page.getByLabel('Reason (visible to staff)').fill('Address looks odd')
  await press(page, 'Put on hold')
  await page.getByText('On hold: nothing can be shipped until the order is released.').waitFor()
  await page.getByText('Address looks odd').first().waitFor()
  expect(await page.getByRole('button', { name: 'Ship items' }).count()).toBe(0)
  await press(page, 'Release')
  await page.getByRole('button', { name: 'Ship items' }).waitFor()
})

browserTest('what comes back is restocked or written off, and its value refunded', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await shipped(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Create return')
  await page.getByLabel('Quantity: Green tea').fill('4')
  expect(await page.getByRole('button', { name: 'Create return of 4 units' }).isDisabled()).toBe(
    true,
  )
  await page.getByLabel('Quantity: Green tea').fill('3')
  await page.getByLabel('Reason').fill('The box was dented')
  await press(page, 'Create return of 3 units')
  await press(page, 'Approve')
  await press(page, 'Receive')
  await page.getByLabel('Written off: Green tea').fill('1')
  expect(await page.getByLabel('Restocked: Green tea').inputValue()).toBe('2')
  await page.getByLabel('Return fee').fill('2.70')
  await press(page, 'Receive and record refund')
  await page.getByText('Return 1 received, €36.00 credited').waitFor()
  await press(page, 'Close')
  await page.getByRole('region', { name: 'Returns' }).getByText('Closed').waitFor()
  const after = await goodsOf(desk.shop, id)
  expect(after).toMatchObject({ refunded_total: 3600, credit_total: 3600 })
  expect(after.returns[0]?.lines).toMatchObject([
    { qty_received: 3, qty_restocked: 2, qty_written_off: 1 },
  ])
  expect(await onHand(desk.shop, 'TEA')).toBe(499)
  expect(desk.troubles).toEqual([])
})

browserTest('what comes back is exchanged for something else', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await shipped(desk.shop)
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Create return')
  await page.getByLabel('Quantity: Green tea').fill('2')
  await press(page, 'Create return of 2 units')
  await press(page, 'Approve')
  await press(page, 'Receive')
  await page.getByLabel(/Exchange for other items/).check()
  const yes = page.getByRole('button', { name: 'Receive and exchange' })
  expect(await yes.isDisabled()).toBe(true)
  await page.getByLabel('Add a product').fill('porcelain')
  await page.getByRole('option', { name: /Porcelain cup/ }).click()
  await page.getByText('The total of the new order is €24.50.').waitFor()
  await yes.click()
  const link = page.getByRole('region', { name: 'Returns' }).getByRole('link')
  await link.waitFor()
  const [back] = (await goodsOf(desk.shop, id)).returns
  const replacement = await desk.shop.api('GET', `/orders/${back?.exchange_order_id}`)
  // 2 x 12.90 came back: 24.50 paid for the cup, the 1.30 that is left was refunded.
  expect(replacement).toMatchObject({
    payment_status: 'paid',
    origin_order_id: id,
    payments: [{ provider: 'exchange', captured: 2450 }],
  })
  expect((await goodsOf(desk.shop, id)).refunded_total).toBe(2580)
  await link.click()
  await page.getByRole('heading', { name: `Order ${replacement.number}` }).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a return that is refused leaves the goods where they are', async () => {
  const desk = await openDesk(await openShop())
  const { id, ...order } = await shipped(desk.shop)
  const [line] = order.lines as { id: string }[]
  const lines = [{ line_id: line?.id, quantity: 1 }]
  await desk.shop.api('POST', `/orders/${id}/returns`, { lines })
  const page = await desk.signedIn()
  await openOrder(page, desk.shop, id)
  await press(page, 'Reject')
  await press(page, 'Reject return')
  await page.getByRole('region', { name: 'Returns' }).getByText('Rejected').waitFor()
  expect((await goodsOf(desk.shop, id)).returns[0]?.status).toBe('rejected')
})
