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
  await page.getByRole('button', { name: 'Export orders' }).click()
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text).toContain(other.number)
  expect(text).not.toContain('chiara@example.com')
  await page.getByRole('button', { name: /Remove filter Payment: Paid/ }).click()
  await rowOf(page, gift.number).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest(
  'the filters of a day and of a customer stand as chips that a person can read',
  async () => {
    const desk = await openDesk(await openShop())
    const { shop } = desk
    const person = { name: 'Chiara Verdi', email: 'chiara@example.com' }
    const customer = await shop.api('POST', '/customers', person)
    const { number } = await shop.order({ customer_id: customer.id })
    const other = await shop.order()
    const page = await desk.signedIn()
    await page.goto(`${shop.server.url}/dashboard/orders?customer_id=${customer.id}`)
    await page.getByRole('button', { name: 'Remove filter Customer: Chiara Verdi' }).waitFor()
    await rowOf(page, number).waitFor()
    expect(await rowOf(page, other.number).count()).toBe(0)
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByRole('menuitem', { name: 'Placed between…' }).click()
    await page.getByLabel('To (inclusive)').fill('2020-02-29')
    await page.getByRole('button', { name: 'Apply', exact: true }).click()
    await page.getByRole('heading', { name: 'No orders match' }).waitFor()
    await page.getByRole('button', { name: 'Remove filter Placed to: 29 Feb 2020' }).click()
    await rowOf(page, number).waitFor()
    expect(desk.troubles).toEqual([])
  },
)

browserTest('of many orders one is refused: each has its own result', async () => {
  const desk = await openDesk(await openShop())
  const [one, two] = [await desk.shop.order(), await paid(desk.shop)]
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.getByLabel('All on this page').check()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: 'Ship…' }).click()
  await page.getByRole('button', { name: 'Ship 2 orders' }).click()
  await page.getByText('2 of 2 processed, 1 failed').waitFor()
  // What was refused stands first, with its reason.
  expect(await page.locator('.orders-results li').allInnerTexts()).toEqual([
    expect.stringMatching(new RegExp(`${one.number}\\s+A pending order cannot be fulfilled`)),
    expect.stringMatching(new RegExp(`${two.number}\\s+Done`)),
  ])
  await page.getByRole('button', { name: 'Close', exact: true }).last().click()
  await page.locator('.orders-bulk').waitFor({ state: 'detached' })
  await rowOf(page, two.number).getByText('Shipped').waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a tag that is added to many takes away no tag of anybody', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order({ tags: ['gift'] })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders`)
  await page.getByLabel('All on this page').check()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: 'Add tag…' }).click()
  await page.getByLabel('Tag', { exact: true }).fill('vip')
  await desk.shop.api('PATCH', `/orders/${order.id}`, { tags: ['gift', 'fragile'] })
  await page.getByRole('button', { name: 'Add tag to 1 order' }).click()
  await page.getByText('1 of 1 processed').waitFor()
  const { tags } = await desk.shop.api('GET', `/orders/${order.id}`)
  expect(tags).toEqual(['gift', 'fragile', 'vip'])
})

browserTest('a view is saved under a name and opens again', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders?payment_status=unpaid`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save view…' }).click()
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
    await page.getByRole('button', { name: 'Record refund of €9.99' }).click()
    await page.locator('.parts-status', { hasText: 'Partially refunded' }).waitFor()
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
  await page.getByRole('button', { name: /^Record refund of €1,000/ }).click()
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
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('region', { name: 'Items and totals' }).getByText('€64.50').first().waitFor()
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
  await page.getByRole('heading', { name: 'This was changed in the meantime' }).waitFor()
  expect((await desk.shop.api('GET', `/orders/${order.id}`)).phone).toBe('222')
  const merge = page.getByRole('button', { name: 'Save choice' })
  expect(await merge.isDisabled()).toBe(true)
  await page.getByLabel('My change').check()
  await merge.click()
  await customer.getByText('111').waitFor()
  await customer.getByRole('button', { name: 'Change', exact: true }).first().click()
  await page.getByLabel('Customer note').fill('Ring twice')
  await desk.shop.api('PATCH', `/orders/${order.id}`, { phone: '333' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('together with the changes of another person').waitFor()
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
  expect(await page.getByRole('button', { name: 'Export orders' }).count()).toBe(0)
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${others.id}`)
  await page.getByText('Order not found').waitFor()
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

browserTest(
  'customers place and cancel what is theirs, while nobody paid or packed it',
  async () => {
    const desk = await openDesk(await openShop())
    const { shop } = desk
    const person = { email: 'cleo@example.com', password: 'a long enough word' }
    await shop.api('POST', '/users', { name: 'Cleo', ...person })
    const page = await desk.signedIn({ as: person })
    await page.goto(`${shop.server.url}/dashboard/new-order`)
    await page.getByLabel('Add a product').fill('tea')
    await page.getByRole('option', { name: /Green tea/ }).click()
    await page.getByRole('button', { name: 'Save as draft' }).click()
    await page.getByRole('button', { name: 'Place order', exact: true }).click()
    await page.getByRole('heading', { name: /Order 10\d\d/ }).waitFor()
    const more = page.getByRole('button', { name: 'More actions for this order' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Cancel order…' }).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('button', { name: 'Record payment' }).count()).toBe(0)
    expect(await page.getByRole('region', { name: 'Metadata' }).count()).toBe(0)
    const id = page.url().split('/').at(-1)
    await shop.api('POST', `/orders/${id}/payments`, { kind: 'sale' })
    await page.getByText('Processing').waitFor()
    await more.click()
    await page.getByRole('menuitem', { name: 'Invoice' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Cancel order…' }).count()).toBe(0)
    expect(desk.troubles).toEqual([])
  },
)

browserTest('a packing slip is of its parcel, an invoice adds up', async () => {
  const desk = await openDesk(await openShop())
  const { id, lines } = await paid(desk.shop)
  const line_id = (lines as { id: string }[])[0]?.id
  const parcel = {
    lines: [{ line_id, quantity: 1 }],
    carrier: 'DHL',
    tracking: [{ number: 'JD01' }],
  }
  await desk.shop.api('POST', `/orders/${id}/fulfillments`, parcel)
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('link', { name: 'Packing slip' }).click()
  await page.getByText('Parcel 1 · DHL · JD01').waitFor()
  expect(await page.locator('tbody tr').allInnerTexts()).toEqual(['TEA\tGreen tea\t1\t☐'])
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}/invoice`)
  await page.getByRole('heading', { name: 'Invoice' }).waitFor()
  const sums = await page.locator('.parts-sums > *').allTextContents()
  expect(sums).toEqual(['Subtotal', '€25.80', 'Total', '€25.80', 'Paid', '−€25.80', 'Due', '€0.00'])
  expect(desk.troubles).toEqual([])
})
