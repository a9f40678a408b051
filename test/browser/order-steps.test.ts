// The steps of an order's life from its page: each is offered where it can be taken and nowhere else,
// says what it did, and what can be taken back has an undo.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, type Desk, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

async function openOrder(desk: Desk, id: string): Promise<Page> {
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('region', { name: 'Lines and totals' }).waitFor()
  return page
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

async function choose(page: Page, item: string, menu = 'More about this order'): Promise<void> {
  await press(page, menu)
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function offered(page: Page): Promise<string[]> {
  await press(page, 'More about this order')
  await page.getByRole('menuitem').first().waitFor()
  const items = await page.getByRole('menuitem').allInnerTexts()
  await page.keyboard.press('Escape')
  return items
}

browserTest('a draft is duplicated and deleted; a placed order is not', async () => {
  const desk = await openDesk(await openShop())
  const { id, number } = await desk.shop.order()
  const page = await openOrder(desk, id)
  expect(await offered(page)).not.toContain('Delete the draft…')
  await choose(page, 'Duplicate as a draft')
  await page.getByText(`A draft like ${number} is made`).waitFor()
  await page.getByRole('heading', { name: 'Order Draft' }).waitFor()
  await page.getByText('Made from').waitFor()
  await page.getByRole('link', { name: number, exact: true }).waitFor()
  expect(await offered(page)).not.toContain('Cancel the order…')
  await choose(page, 'Delete the draft…')
  await press(page, 'Delete the draft')
  await page.getByText('Draft deleted').waitFor()
  const { items } = await desk.shop.api<{ items: object[] }>('GET', '/orders')
  expect(items).toHaveLength(1)
  expect(desk.troubles).toEqual([])
})

browserTest('a draft that somebody else deletes is not shown as if it were there', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order({ draft: true })
  const page = await openOrder(desk, id)
  await desk.shop.api('DELETE', `/orders/${id}`)
  await page.getByText('Order not found').waitFor()
})

browserTest('an order is confirmed, completed, reopened, archived and brought back', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.api('PATCH', '/settings', { auto_complete: false })
  const gift = { sku: 'GIFT', title: 'Gift card', price: 5000, requires_shipping: false }
  await desk.shop.api('POST', '/products', { ...gift, currency: 'EUR', track_stock: false })
  const { id, number } = await desk.shop.order({ lines: [{ sku: 'GIFT', quantity: 1 }] })
  const page = await openOrder(desk, id)
  expect(await offered(page)).not.toContain('Complete')
  await press(page, 'Confirm')
  await page.getByText(`${number} confirmed`).waitFor()
  await page.getByText('Nothing has to be shipped.').waitFor()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  await press(page, 'Complete')
  await page.getByText(`${number} completed`).waitFor()
  await choose(page, 'Archive')
  await page.getByText(`${number} archived`).waitFor()
  expect(await offered(page)).toContain('Bring back from the archive')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText('back from the archive').waitFor()
  await choose(page, 'Reopen')
  await page.getByText(`${number} reopened`).waitFor()
  const after = await desk.shop.api('GET', `/orders/${id}`)
  expect(after).toMatchObject({ status: 'confirmed', archived_at: null })
  expect(desk.troubles).toEqual([])
})

browserTest('a chargeback asks for attention, is reversed, and the attention cleared', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
  const page = await openOrder(desk, id)
  await choose(page, 'Record a chargeback…', 'More about this payment')
  await page.getByLabel('Amount, EUR').fill('10')
  await press(page, 'Record a chargeback of €10.00')
  await page.getByText("The payer's bank took back 10.00 EUR.").first().waitFor()
  const sums = page.getByRole('region', { name: 'Lines and totals' })
  await sums.getByText('Charged back').waitFor()
  await choose(page, 'Record its reversal…', 'More about this payment')
  await press(page, 'Record a reversal of €10.00')
  await page.getByText('€10.00 came again').waitFor()
  await press(page, 'Clear attention')
  await page.getByText('Needs attention.').waitFor({ state: 'detached' })
  const after = await desk.shop.api('GET', `/orders/${id}`)
  expect(after).toMatchObject({ attention: false, payment_status: 'paid', due_total: 0 })
  expect(desk.troubles).toEqual([])
})

browserTest('a note is for the staff unless it is said otherwise, once', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  const page = await openOrder(desk, id)
  const notes = page.getByRole('region', { name: 'Notes' })
  await notes.getByLabel('New note').fill('We found your cup.')
  await notes.getByLabel('The customer sees it').check()
  await press(page, 'Tell the customer')
  await notes.getByText('· the customer sees it').waitFor()
  await notes.getByLabel('New note').fill('Ask Dora.')
  await press(page, 'Add the note')
  await notes.getByText('Ask Dora.').waitFor()
  const { notes: kept } = await desk.shop.api<{ notes: object[] }>('GET', `/orders/${id}`)
  expect(kept).toMatchObject([{ visibility: 'customer' }, { visibility: 'internal' }])
  expect(desk.troubles).toEqual([])
})
