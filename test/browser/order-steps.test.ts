// The steps of an order's life from its page: each is offered where it can be taken and nowhere else,
// says what it did, and what can be taken back has an undo.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, type Desk, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

async function openOrder(desk: Desk, id: string): Promise<Page> {
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('region', { name: 'Items and totals' }).waitFor()
  return page
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

async function choose(
  page: Page,
  item: string,
  menu = 'More actions for this order',
): Promise<void> {
  await press(page, menu)
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function offered(page: Page): Promise<string[]> {
  await press(page, 'More actions for this order')
  await page.getByRole('menuitem').first().waitFor()
  const items = await page.getByRole('menuitem').allInnerTexts()
  await page.keyboard.press('Escape')
  return items
}

browserTest('a draft is duplicated and deleted; a placed order is not', async () => {
  const desk = await openDesk(await openShop())
  const { id, number } = await desk.shop.order()
  const page = await openOrder(desk, id)
  expect(await offered(page)).not.toContain('Delete draft…')
  await choose(page, 'Duplicate as draft')
  await page.getByText(`Draft created from ${number}`).waitFor()
  await page.getByRole('heading', { name: 'Order Draft' }).waitFor()
  await page.getByText('Created from', { exact: true }).waitFor()
  await page.getByRole('link', { name: number, exact: true }).waitFor()
  expect(await offered(page)).not.toContain('Cancel order…')
  await choose(page, 'Delete draft…')
  await press(page, 'Delete draft')
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
  const before = await offered(page)
  expect(before).not.toContain('Complete')
  expect(before).not.toContain('Archive')
  await press(page, 'Confirm')
  await page.getByText(`${number} confirmed`).waitFor()
  await page.getByText('Nothing to ship.').waitFor()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  await press(page, 'Complete')
  await page.getByText(`${number} completed`).waitFor()
  await choose(page, 'Archive')
  await page.getByText(`${number} archived`).waitFor()
  expect(await offered(page)).toContain('Unarchive')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText(`${number} unarchived`).waitFor()
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
  await choose(page, 'Record chargeback…', 'More actions for this payment')
  await page.getByLabel('Amount, EUR').fill('10')
  await press(page, 'Record chargeback of €10.00')
  await page.getByText("The payer's bank took back 10.00 EUR.").first().waitFor()
  const sums = page.getByRole('region', { name: 'Items and totals' })
  await sums.getByText('Charged back').waitFor()
  await choose(page, 'Record chargeback reversal…', 'More actions for this payment')
  await press(page, 'Record reversal of €10.00')
  await page.getByText('Chargeback reversal of €10.00 recorded').waitFor()
  await press(page, 'Mark as resolved')
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
  await notes.getByLabel('Visible to the customer').check()
  await press(page, 'Add note for the customer')
  await notes.getByText('· Visible to the customer').waitFor()
  await notes.getByLabel('New note').fill('Ask Dora.')
  await press(page, 'Add note')
  await notes.getByText('Ask Dora.').waitFor()
  const { notes: kept } = await desk.shop.api<{ notes: object[] }>('GET', `/orders/${id}`)
  expect(kept).toMatchObject([{ visibility: 'customer' }, { visibility: 'internal' }])
  expect(desk.troubles).toEqual([])
})
