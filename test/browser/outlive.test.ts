// Dialogs and results that stay while what they were opened from goes: by their own doing, or by that
// of another window.

import { expect } from 'bun:test'
import { browserTest, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

browserTest('the result of a bulk action stays when its rows leave the filter', async () => {
  const desk = await openDesk(await openShop())
  const orders = [await desk.shop.order(), await desk.shop.order()]
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders?status=pending`)
  await page.getByLabel('All on this page').check()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: 'Confirm…' }).click()
  await page.getByRole('button', { name: 'Confirm 2 orders' }).click()
  await page.getByRole('heading', { name: 'No orders match' }).waitFor({ state: 'attached' })
  await page.getByText('2 of 2 processed').waitFor()
  expect((await page.locator('.orders-results li').allInnerTexts()).sort()).toEqual(
    orders.map(({ number }) => expect.stringMatching(new RegExp(`${number}\\s+Done`))).toSorted(),
  )
  await page.getByRole('button', { name: 'Close', exact: true }).last().click()
  await page.locator('.orders-bulk, .orders-results').waitFor({ state: 'detached' })
  expect(desk.troubles).toEqual([])
})

browserTest('a bulk action that is being asked for keeps its orders', async () => {
  const desk = await openDesk(await openShop())
  const one = await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders?status=pending`)
  await page.getByLabel('All on this page').check()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: 'Add tag…' }).click()
  await page.getByLabel('Tag', { exact: true }).fill('vip')
  await desk.shop.api('POST', `/orders/${one.id}/confirm`)
  await rowOf(page, one.number).waitFor({ state: 'detached' })
  expect(await page.getByLabel('Tag', { exact: true }).inputValue()).toBe('vip')
  await page.getByRole('button', { name: 'Add tag to 1 order' }).click()
  await page.getByText('1 of 1 processed').waitFor()
  expect((await desk.shop.api('GET', `/orders/${one.id}`)).tags).toEqual(['vip'])
})

browserTest(
  'a return that is being written stays when nothing can come back any more',
  async () => {
    const desk = await openDesk(await openShop())
    const { id } = await desk.shop.order()
    await desk.shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
    const shipped = await desk.shop.api<{ fulfillments: { id: string }[] }>(
      'POST',
      `/orders/${id}/fulfillments`,
      { ship: true },
    )
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
    await page.getByRole('button', { name: 'Create return' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Too large')
    // Another window finds that it was never sent.
    const parcel = shipped.fulfillments[0]?.id
    await desk.shop.api('POST', `/orders/${id}/fulfillments/${parcel}/cancel`)
    await page
      .locator('.order-detail-summary')
      .getByText('Unfulfilled')
      .waitFor({ state: 'attached' })
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('Too large')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('region', { name: 'Returns' }).waitFor({ state: 'detached' })
    expect(desk.troubles).toEqual([])
  },
)
