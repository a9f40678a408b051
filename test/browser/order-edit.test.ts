// Editing an order: by name from the catalogue, with the difference beforehand; and two who do it at
// once: each sees what the other did, and nobody is overwritten.

import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browserTest, type Desk, openDesk, openShop, type Shop, withBrowser } from './desk.ts'

withBrowser()

interface Edited {
  total: number
  phone: string | null
  lines: { id: string; sku: string | null; title: string; quantity: number; unit_price: number }[]
  fees: { title: string }[]
  shipping: { title: string; price: number }[]
  discounts: { title: string; taken: number }[]
  shipping_address: { city: string } | null
}

const read = (shop: Shop, id: string) => shop.api<Edited>('GET', `/orders/${id}`)

async function openEdit(desk: Desk, id: string): Promise<Page> {
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  return page
}

const save = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true })

browserTest('every kind of change goes in one edit, seen before it is saved', async () => {
  const desk = await openDesk(await openShop())
  const { shop } = desk
  const cup = { sku: 'CUP', title: 'Porcelain cup', price: 2450, currency: 'EUR', on_hand: 20 }
  await shop.api('POST', '/products', cup)
  await shop.api('POST', '/shipping-methods', { code: 'STD', title: 'Standard', price: 490 })
  const fees = [{ title: 'Wrapping', amount: 350 }]
  const discounts = [{ title: 'Sorry', kind: 'fixed', amount: 100 }]
  const order = await shop.order({ fees, discounts, shipping_address: { city: 'Gent' } })
  const page = await openEdit(desk, order.id)
  expect(await page.getByText('No changes yet').count()).toBe(1)
  await page.getByLabel('Add a product').fill('porc')
  await page.getByRole('option', { name: /Porcelain cup/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByLabel('Quantity of Porcelain cup').fill('2')
  await page.getByText('+€49.00').waitFor()
  await page.getByLabel('Price of Green tea').fill('12')
  await page.getByRole('button', { name: 'Custom item' }).click()
  await page.getByLabel('Item name').fill('Engraving')
  await page.getByLabel('Price of Engraving').fill('5')
  await page.getByLabel('Wrapping').uncheck()
  await page.getByLabel('Sorry').uncheck()
  await page.getByLabel('Shipping', { exact: true }).selectOption({ label: 'Standard, €4.90' })
  await page.getByText('Add discount, coupon or fee').click()
  await page.getByLabel('Applies to').selectOption({ label: 'Green tea' })
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Half')
  await page.getByLabel('Percent', { exact: true }).fill('50')
  // Enter in its fields adds, and does not save the edit.
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('Shipping address').click()
  await page.getByRole('textbox', { name: 'City' }).fill('Brugge')
  await page.getByLabel('Reason').fill('They rang')
  // 49.00 + 5.00 + 24.00 / 2 + 4.90, without wrapping and discount
  await page.getByText('New total €70.90').waitFor()
  const preview = page.getByRole('region', { name: 'Changes' })
  await preview.getByText('Porcelain cup').waitFor()
  await save(page).click()
  await page.getByText(`${order.number} edited`).waitFor()
  const after = await read(shop, order.id)
  expect(after).toMatchObject({
    total: 7090,
    fees: [],
    shipping: [{ title: 'Standard', price: 490 }],
    discounts: [{ title: 'Half', taken: 1200 }],
    shipping_address: { city: 'Brugge' },
  })
  expect(after.lines.map(({ title, quantity }) => `${quantity} ${title}`)).toEqual([
    '2 Green tea',
    '2 Porcelain cup',
    '1 Engraving',
  ])
  expect(desk.troubles).toEqual([])
})

browserTest('a line is taken off and kept again; the last one cannot go', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  const page = await openEdit(desk, order.id)
  await page.getByRole('button', { name: 'Remove Green tea' }).click()
  await page.getByText('An order keeps at least one unit; cancel it instead.').waitFor()
  expect(await save(page).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Keep Green tea' }).click()
  await page.getByText('No changes yet').waitFor()
})

browserTest('what another changed meanwhile is shown, and both changes stay', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  const page = await openEdit(desk, order.id)
  await page.getByLabel('Quantity of Green tea').fill('5')
  await page.getByText('New total €64.50').waitFor()
  const fee = { op: 'add_fee', title: 'Wrapping', amount: 350 }
  await desk.shop.api('POST', `/orders/${order.id}/edits`, { ops: [fee] })
  await page.getByText('The order changed in the meantime.').waitFor()
  await page.getByRole('dialog').getByText('Added: Wrapping').waitFor()
  await page.getByText('New total €68.00').waitFor()
  await save(page).click()
  await page.getByText(`${order.number} edited`).waitFor()
  expect(await read(desk.shop, order.id)).toMatchObject({
    total: 6800,
    lines: [{ quantity: 5 }],
    fees: [{ title: 'Wrapping' }],
  })
  expect(desk.troubles).toEqual([])
})

browserTest('where two changed the same, nothing is saved before a person decided', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  const [line] = (await read(desk.shop, order.id)).lines
  const page = await openEdit(desk, order.id)
  await page.getByLabel('Quantity of Green tea').fill('5')
  await page.getByLabel('Price of Green tea').fill('10')
  const theirs = { op: 'set_quantity', line_id: line?.id, quantity: 3 }
  await desk.shop.api('POST', `/orders/${order.id}/edits`, { ops: [theirs] })
  const clash = page.getByRole('group', { name: 'Quantity of Green tea' })
  await clash.getByText('Before: 2').waitFor()
  await page.getByText('Choose above which changes to keep').waitFor()
  expect(await save(page).isDisabled()).toBe(true)
  await clash.getByLabel('Their change').check()
  await page.getByText('New total €30.00').waitFor()
  await clash.getByLabel('My change').check()
  await page.getByText('New total €50.00').waitFor()
  await clash.getByLabel('Their change').check()
  await page.getByText('New total €30.00').waitFor()
  await save(page).click()
  await page.getByText(`${order.number} edited`).waitFor()
  expect(await read(desk.shop, order.id)).toMatchObject({
    total: 3000,
    lines: [{ quantity: 3, unit_price: 1000 }],
  })
})

browserTest('a change that comes in the very moment of saving stops it, once', async () => {
  const desk = await openDesk(await openShop())
  const { shop } = desk
  const order = await shop.order()
  const page = await openEdit(desk, order.id)
  await page.getByLabel('Quantity of Green tea').fill('5')
  await page.getByText('New total €64.50').waitFor()
  await page.route(
    /\/edits$/,
    async (route) => {
      await shop.api('PATCH', `/orders/${order.id}`, { phone: '222' })
      await route.continue()
    },
    { times: 1 },
  )
  await save(page).click()
  await page.getByText('The order changed in the meantime.').waitFor()
  await page.getByRole('dialog').getByText('phone: 222').waitFor()
  const between = await read(shop, order.id)
  expect(between).toMatchObject({ phone: '222', lines: [{ quantity: 2 }] })
  await page.getByText('New total €64.50').waitFor()
  await save(page).click()
  await page.getByText(`${order.number} edited`).waitFor()
  const after = await read(shop, order.id)
  expect(after).toMatchObject({ phone: '222', lines: [{ quantity: 5 }] })
  const conflicts = desk.troubles.filter((trouble) => !trouble.includes('412'))
  expect(conflicts).toEqual([])
})

browserTest('what stands in parcels cannot become fewer, and the field says so', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order()
  await desk.shop.api('POST', `/orders/${order.id}/payments`, { kind: 'sale' })
  await desk.shop.api('POST', `/orders/${order.id}/fulfillments`, { ship: true })
  const page = await openEdit(desk, order.id)
  await page.getByText('2 in parcels').waitFor()
  expect(await page.getByRole('button', { name: 'Remove Green tea' }).isDisabled()).toBe(true)
  await page.getByLabel('Quantity of Green tea').fill('1')
  await page.getByText('there cannot be fewer on the order').waitFor()
  expect(await save(page).isDisabled()).toBe(true)
})

browserTest(
  'a code and shipping that no longer hold are told, and judged again if wanted',
  async () => {
    const desk = await openDesk(await openShop())
    const { shop } = desk
    const code = { code: 'FIVE', kind: 'fixed', amount: 500, minimum: 2000 }
    await shop.api('POST', '/coupons', code)
    const method = { code: 'STD', title: 'Standard', price: 490, free_from: 2000 }
    await shop.api('POST', '/shipping-methods', method)
    const terms = { discounts: [{ code: 'FIVE' }], shipping: [{ code: 'STD' }] }
    const order = await shop.order(terms)
    const page = await openEdit(desk, order.id)
    await page.getByLabel('Quantity of Green tea').fill('1')
    const notice = page.getByRole('region', { name: 'Coupon codes and shipping' })
    await notice.getByText('The code FIVE needs EUR 20.00, the goods come to EUR 12.90.').waitFor()
    await notice.getByText('Standard is free from EUR 20.00').waitFor()
    // 12.90 less 5.00, sent for nothing
    await page.getByText('New total €7.90').waitFor()
    await notice.getByLabel('Apply this to the order').check()
    // 12.90 and 4.90
    await page.getByText('New total €17.80').waitFor()
    await save(page).click()
    await page.getByText(`${order.number} edited`).waitFor()
    await page.getByText('FIVE (minimum not met)').waitFor()
    expect(await read(shop, order.id)).toMatchObject({
      total: 1780,
      shipping: [{ price: 490 }],
      discounts: [{ taken: 0 }],
    })
    expect(desk.troubles).toEqual([])
  },
)
