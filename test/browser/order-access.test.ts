// No obstacle in any dialog of the order's page, open, on a phone in the dark and on a desk by day; and
// the keyboard begins where one works, not at the way out.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import {
  browserTest,
  obstaclesOf,
  openDesk,
  openShop,
  PHONE,
  type Shop,
  withBrowser,
} from './desk.ts'

withBrowser()

const TEST_MS = 180_000

/** An order on which every step can be taken: paid in part, shipped in part, something on its way back. */
async function busyOrder(shop: Shop): Promise<string> {
  await shop.api('POST', '/locations', { name: 'Shop in town' })
  const lines = [{ sku: 'TEA', quantity: 6 }]
  const order = await shop.order({ lines, fees: [{ title: 'Wrapping', amount: 350 }] })
  const { id } = order
  const line_id = (order.lines as { id: string }[])[0]?.id
  const post = <T>(path: string, body?: unknown) =>
    shop.api<T & { returns: { id: string }[] }>('POST', `/orders/${id}/${path}`, body)
  await post('payments', { kind: 'authorize', amount: 5000, method: 'card' })
  await post('payments', { kind: 'sale', amount: 1000, method: 'cash' })
  await post('payments', { kind: 'sale', amount: 200, provider: 'paypal', status: 'pending' })
  await post('confirm')
  await post('fulfillments', { lines: [{ line_id, quantity: 3 }], ship: true })
  await post('fulfillments', { lines: [{ line_id, quantity: 1 }] })
  const { returns } = await post('returns', { lines: [{ line_id, quantity: 1 }] })
  await post(`returns/${returns[0]?.id}/approve`)
  await post('returns', { lines: [{ line_id, quantity: 1 }] })
  return id
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

const inMenu = (menu: string, item: string) => async (page: Page) => {
  await press(page, menu)
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

const inPanel = (panel: string, name: string) => (page: Page) =>
  page
    .getByRole('region', { name: panel })
    .getByRole('button', { name, exact: true })
    .first()
    .click()

/** What is folded away is looked at too. */
const unfold = async (page: Page) => {
  for (const summary of await page.getByRole('dialog').locator('summary').all())
    await summary.click()
}

const DIALOGS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  edit: inMenu('More actions for this order', 'Edit…'),
  hold: inMenu('More actions for this order', 'Put on hold…'),
  record: (page) => press(page, 'Record payment'),
  capture: (page) => press(page, 'Capture'),
  refund: (page) => press(page, 'Refund'),
  'let go': inMenu('More actions for this payment', 'Record void…'),
  resolve: (page) => press(page, 'Record outcome'),
  'new parcel': (page) => press(page, 'Ship items'),
  'ship a parcel': (page) => press(page, 'Ship'),
  tracking: (page) => press(page, 'Tracking'),
  'cancel a parcel': inPanel('Fulfillments', 'Cancel'),
  'new return': (page) => press(page, 'Create return'),
  receive: async (page) => {
    await press(page, 'Receive')
    await page.getByLabel(/Exchange for other items/).check()
    await page.getByLabel('Add a product').fill('tea')
    await page.getByRole('option', { name: /Green tea/ }).click()
    await page.getByText('The total of the new order is').waitFor()
  },
  refuse: (page) => press(page, 'Reject'),
  contact: inPanel('Customer', 'Change'),
  address: (page) => press(page, 'Add: Shipping address'),
  metadata: inPanel('Metadata', 'Add'),
}

async function lookAtAll(page: Page, where: string): Promise<string[]> {
  const found: string[] = []
  for (const [name, open] of Object.entries(DIALOGS)) {
    await open(page)
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await unfold(page)
    found.push(...(await obstaclesOf(page, `${name}, ${where}`)))
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    const { width: most } = page.viewportSize() ?? { width: 0 }
    if (width > most) found.push(`${name}, ${where}: ${width} wide`)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  return found
}

browserTest(
  'no dialog of the order has an obstacle',
  async () => {
    const desk = await openDesk(await openShop())
    const id = await busyOrder(desk.shop)
    const looks = [
      { dark: true, size: PHONE, where: 'phone, dark' },
      { dark: false, where: 'desk, light' },
    ]
    for (const { where, ...look } of looks) {
      const page = await desk.signedIn(look)
      await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
      await page.getByRole('region', { name: 'Timeline' }).getByText('Order placed').waitFor()
      expect(await lookAtAll(page, where)).toEqual([])
    }
    // Cancelling is offered where nothing is on its way.
    const { id: other } = await desk.shop.order()
    await desk.shop.api('POST', `/orders/${other}/payments`, { kind: 'sale' })
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/orders/${other}`)
    await inMenu('More actions for this order', 'Cancel order…')(page)
    expect(await obstaclesOf(page, 'cancel')).toEqual([])
    expect(desk.troubles).toEqual([])
  },
  TEST_MS,
)

browserTest('a dialog begins at its first field and gives the focus back', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  const refund = page.getByRole('button', { name: 'Refund', exact: true })
  await refund.focus()
  await page.keyboard.press('Enter')
  const amount = page.getByLabel('Amount, EUR')
  await amount.and(page.locator(':focus')).waitFor()
  await amount.fill('9.99')
  // All of it by keyboard: Enter in a field sends what the button says.
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await refund.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await amount.fill('1.00')
  await page.keyboard.press('Enter')
  await page.getByText('Refund of €1.00 recorded').waitFor()
  expect(desk.troubles).toEqual([])
})
