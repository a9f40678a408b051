// The table and the page of one order: found, picked, changed, paid back; edits with their difference,
// conflicts that are merged; and nothing of it for those who may not.

import { expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { browserTest, openDesk, openShop, PHONE, rowOf, type Shop, withBrowser } from './desk.ts'

withBrowser()

const paid = async (shop: Shop, fields?: object) => {
  const { id } = await shop.order(fields)
  return shop.api('POST', `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
}

browserTest('orders are searched, filtered by chips and exported as they are shown', async () => {
  const desk = await openDesk(await openShop())
  const gift = await desk.shop.order({ email: 'chiara@example.com' })
  const other = await paid(desk.shop)
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await rowOf(page, other.number).waitFor()
  await page.getByLabel('Search orders').fill('chiara')
  await rowOf(page, other.number).waitFor({ state: 'detached' })
  await rowOf(page, gift.number).waitFor()
  await page.getByLabel('Search orders').fill('')
  await rowOf(page, other.number).waitFor()
  await page.getByRole('button', { name: 'Filter by payment' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Paid', exact: true }).click()
  await page.keyboard.press('Escape')
  await rowOf(page, gift.number).waitFor({ state: 'detached' })
  expect(page.url()).toContain('payment_status=paid')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export what is shown' }).click()
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text).toContain(other.number)
  expect(text).not.toContain('chiara@example.com')
  await page.getByRole('button', { name: /Remove the filter Payment: Paid/ }).click()
  await rowOf(page, gift.number).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a bulk step gives a result for each order', async () => {
  const desk = await openDesk(await openShop())
  const [one, two] = [await desk.shop.order(), await paid(desk.shop)]
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.getByLabel('All on this page').check()
  await page.getByRole('button', { name: 'What to do with them' }).click()
  await page.getByRole('menuitem', { name: 'Complete…' }).click()
  await page.getByRole('button', { name: 'Complete 2 orders' }).click()
  await page.getByText('2 of 2 sent, 2 refused').waitFor()
  const results = await page.locator('.results li').allInnerTexts()
  expect(results.join('\n')).toContain(one.number)
  expect(results.join('\n')).toContain(two.number)
  await page.getByRole('button', { name: 'Close', exact: true }).last().click()
  await page.locator('.bulk').waitFor({ state: 'detached' })
})

browserTest('a view is saved under a name and opens again', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders?payment_status=unpaid`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save what is shown…' }).click()
  await page.getByLabel('Name').fill('To be paid')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('View “To be paid” saved').waitFor()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'To be paid' }).click()
  await page.waitForURL(/payment_status=unpaid/)
})

browserTest(
  'money goes back as the dialog names it, and the timeline says who did it',
  async () => {
    const desk = await openDesk(await openShop())
    const order = await paid(desk.shop)
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    await page.getByLabel('Amount, EUR').fill('9.99')
    await page.getByRole('button', { name: 'Refund €9.99' }).click()
    await page.getByText('Partly refunded').waitFor()
    await page.getByRole('region', { name: 'Timeline' }).getByText('Payment refunded').waitFor()
    const after = await desk.shop.api<{ refunded_total: number }>('GET', `/orders/${order.id}`)
    expect(after.refunded_total).toBe(999)
    expect(desk.troubles).toEqual([])
  },
)

browserTest('a refused refund keeps what was typed and says what is wrong', async () => {
  const desk = await openDesk(await openShop())
  const order = await paid(desk.shop)
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await page.getByLabel('Amount, EUR').fill('1000')
  await page.getByRole('button', { name: /Refund €1,000/ }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  expect(await page.getByLabel('Amount, EUR').inputValue()).toBe('1000')
})

browserTest('an edit shows its difference before it is saved', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Quantity of Green tea').fill('5')
  await page.getByText('+€38.70').waitFor()
  await page.getByRole('button', { name: 'Save the edit' }).click()
  await page.getByRole('region', { name: 'Lines and totals' }).getByText('€64.50').first().waitFor()
  const { version } = await desk.shop.api('GET', `/orders/${order.id}`)
  expect(version).toBe(order.version + 1)
})

browserTest('two people change one field: nothing is overwritten, a person decides', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
  const customer = page.getByRole('region', { name: 'Customer' })
  await customer.getByRole('button', { name: 'Change', exact: true }).first().click()
  await page.getByLabel('Phone').fill('111')
  await desk.shop.api('PATCH', `/orders/${order.id}`, { phone: '222' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'Somebody else changed this too' }).waitFor()
  expect((await desk.shop.api('GET', `/orders/${order.id}`)).phone).toBe('222')
  await page.getByRole('button', { name: 'Save the merge' }).click()
  await customer.getByText('111').waitFor()
  await customer.getByRole('button', { name: 'Change', exact: true }).first().click()
  await page.getByLabel('Note of the customer').fill('Ring twice')
  await desk.shop.api('PATCH', `/orders/${order.id}`, { phone: '333' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('together with a change by somebody else').waitFor()
  await customer.getByText('333').waitFor()
  await customer.getByText('Ring twice').waitFor()
})

browserTest('a name that looks like markup stays a name', async () => {
  const desk = await openDesk(await openShop())
  const name = '<img src=x onerror=alert(1)>"\'&'
  const order = await desk.shop.order({
    shipping_address: { name, line1: 'Mill Street 1', city: 'Gent', country: 'BE' },
    tags: [name],
  })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
  await page.getByRole('region', { name: 'Customer' }).getByText(name).waitFor()
  expect(await page.locator('img').count()).toBe(0)
  expect(desk.troubles).toEqual([])
})

browserTest('a customer sees their own orders and nothing that staff do', async () => {
  const desk = await openDesk(await openShop())
  const person = { email: 'cleo@example.com', password: 'a long enough word' }
  await desk.shop.api('POST', '/users', { name: 'Cleo', ...person })
  const others = await desk.shop.order()
  const page = await desk.signedIn({ as: person })
  await page.getByRole('heading', { name: 'No orders yet' }).waitFor()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.getByRole('heading', { name: 'No orders yet' }).waitFor()
  expect(await page.getByRole('button', { name: 'Export what is shown' }).count()).toBe(0)
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${others.id}`)
  await page.getByText('There is no such order').waitFor()
})

browserTest('on a phone the table is as usable as on a desk', async () => {
  const desk = await openDesk(await openShop())
  const order = await paid(desk.shop)
  const page = await desk.signedIn({ size: PHONE })
  await page.getByRole('link', { name: 'Orders' }).last().click()
  await rowOf(page, order.number).click()
  await page.getByRole('heading', { name: `Order ${order.number}` }).waitFor()
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  expect(width).toBeLessThanOrEqual(PHONE.width)
})
