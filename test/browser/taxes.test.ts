// Tax in the dashboard: rates by destination in the settings, the class of a product, a customer without
// tax, and an order that says why it pays none.

import { expect } from 'bun:test'
import { browserTest, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

browserTest('rates, classes and marks are set, and an order says its tax', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const { url } = desk.shop.server
  await page.goto(`${url}/dashboard/settings`)
  await page.getByRole('button', { name: 'Add rate' }).click()
  await page.getByLabel('Country 1').fill('fr')
  await page.getByLabel('Rate 1, %').fill('5.5')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  const settings = await desk.shop.api<{ tax_rates: object[] }>('GET', '/settings')
  expect(settings.tax_rates).toEqual([{ country: 'FR', tax_class: 'standard', rate_ppm: 55_000 }])

  await page.goto(`${url}/dashboard/customers`)
  await page.getByRole('button', { name: 'New customer' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').first().fill('ACME')
  await dialog.getByLabel('Tax', { exact: true }).selectOption('reverse_charge')
  await dialog.getByLabel('VAT ID').fill('FR123')
  await dialog.getByRole('button', { name: 'Add customer' }).click()
  await page.getByText('Reverse charge').waitFor()
  const { items } = await desk.shop.api<{ items: { id: string; vat_id: string }[] }>(
    'GET',
    '/customers?q=ACME',
  )
  expect(items[0]?.vat_id).toBe('FR123')
  const order = await desk.shop.order({
    customer_id: items[0]!.id,
    lines: [{ sku: 'TEA', quantity: 1 }],
  })
  await page.goto(`${url}/dashboard/orders/${order.id}`)
  const totals = page.getByRole('region', { name: 'Items and totals' })
  await totals.getByText('Reverse charge').waitFor()
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
  const edit = page.getByRole('dialog')
  await edit.getByLabel('Tax', { exact: true }).selectOption('exempt')
  await edit
    .getByRole('button', { name: /Save|Apply|Change/ })
    .last()
    .click()
  await totals.getByText('Tax exempt').waitFor()
  expect(desk.troubles).toEqual([])
})
