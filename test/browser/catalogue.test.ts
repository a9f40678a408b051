// Products, stock, a file of them, and an order put together by hand.

import { expect } from 'bun:test'
import { ADMIN, browserTest, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

browserTest(
  'a product is added, adjusted with a reason, and the adjustment taken back',
  async () => {
    const desk = await openDesk(await openShop())
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/products`)
    await page.getByRole('button', { name: 'New product' }).click()
    await page.getByLabel('Title').fill('Oolong')
    await page.getByLabel('SKU').fill('TEA')
    await page.getByLabel('Price').fill('7.5')
    await page.getByLabel('Initial stock').fill('10')
    await page.getByRole('button', { name: 'Add product' }).click()
    // The sku is taken: what was typed stays.
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.getByLabel('SKU').fill('OOLONG')
    await page.getByRole('button', { name: 'Add product' }).click()
    await page.getByRole('heading', { name: 'Oolong', level: 1 }).waitFor()

    await page.getByRole('button', { name: 'Adjust stock' }).click()
    await page.getByLabel('Adjustment').selectOption('remove')
    await page.getByLabel('Quantity', { exact: true }).fill('3')
    await page.getByRole('button', { name: 'Damaged' }).click()
    await page.getByText('10 on hand, then 7').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Adjust stock' }).click()
    const movements = page.getByRole('region', { name: 'Movements' })
    await movements.getByText('Damaged').waitFor()
    await movements.getByText('−3').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await movements.getByText('Undone').waitFor()
    type Levels = { items: { on_hand: number }[] }
    const { items } = await desk.shop.api<Levels>('GET', '/stock?sku=OOLONG')
    expect(items.map(({ on_hand }) => on_hand)).toEqual([10])
  },
)

browserTest('what runs low is a list of its own, and it moves as stock is sold', async () => {
  const desk = await openDesk(await openShop())
  const mug = { sku: 'MUG', title: 'Mug', price: 900, currency: 'EUR', on_hand: 4, low_stock_at: 3 }
  await desk.shop.api('POST', '/products', mug)
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/products`)
  await rowOf(page, 'Mug').waitFor()
  await page.getByRole('button', { name: 'Low stock' }).click()
  await page.getByText('No products are low on stock').waitFor()
  await desk.shop.order({ lines: [{ sku: 'MUG', quantity: 1 }] })
  await rowOf(page, 'Mug').waitFor()
  expect(page.url()).toContain('show=low')
  expect(desk.troubles).toEqual([])
})

browserTest('a file is looked at before anything of it is written', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/import/products`)
  const text = 'sku,title,price,currency\nJUG,Jug,19.50,EUR\nPOT,Pot,dear,EUR\nTIN,Tin,4.00,EUR\n'
  await page.getByLabel('Products file').setInputFiles({
    name: 'shelf.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  })
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByText('POT').waitFor()
  const listed = () => desk.shop.api<{ items: unknown[] }>('GET', '/products')
  expect((await listed()).items).toHaveLength(1)
  await preview.getByRole('button', { name: 'Import 2 products' }).click()
  await page.getByRole('region', { name: 'Result' }).waitFor()
  expect((await listed()).items).toHaveLength(3)
  expect(desk.troubles).toEqual([])
})

browserTest(
  'an order by hand is quoted as it grows, says what is short, and is placed',
  async () => {
    const desk = await openDesk(await openShop())
    const mug = { sku: 'MUG', title: 'Mug', price: 900, currency: 'EUR', on_hand: 4 }
    await desk.shop.api('POST', '/products', mug)
    const bela = { name: 'Bela Kiss', email: 'bela@example.com' }
    await desk.shop.api('POST', '/customers', bela)
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/new-order`)
    await page.getByRole('combobox', { name: 'Add a product' }).fill('mug')
    await page.getByRole('option', { name: /Mug/ }).waitFor()
    await page.keyboard.press('Enter')
    const total = page.getByRole('region', { name: 'Total' })
    await total.getByText('€9.00').first().waitFor()
    await page.getByLabel('Quantity of Mug').fill('9')
    await page.getByText('Only 4 available').waitFor()
    await page.getByLabel('Quantity of Mug').fill('3')
    await total.getByText('€27.00').first().waitFor()
    const place = page.getByRole('button', { name: 'Place order' })
    expect(await place.isDisabled()).toBe(true)
    await page.getByRole('combobox', { name: 'Customer' }).fill('kiss')
    await page.getByRole('option', { name: /Bela Kiss/ }).click()
    await place.click()
    await page.getByText(/\d placed$/).waitFor()
    await page.waitForURL(/\/orders\/ord_/)
    type Orders = { items: { email: string; total: number; status: string }[] }
    const { items } = await desk.shop.api<Orders>('GET', '/orders')
    expect(items).toMatchObject([{ email: bela.email, total: 2700, status: 'pending' }])
    expect(desk.troubles).toEqual([])
  },
)

browserTest('a customer sees what is sold and orders it, and no more', async () => {
  const desk = await openDesk(await openShop())
  const uma = { name: 'Uma', email: 'uma@example.com', password: ADMIN.password }
  await desk.shop.api('POST', '/users', uma)
  const page = await desk.signedIn({ as: uma })
  const at = `${desk.shop.server.url}/dashboard`
  await page.goto(`${at}/products`)
  await rowOf(page, 'Green tea').waitFor()
  expect(await page.getByRole('button', { name: 'New product' }).count()).toBe(0)
  expect(await page.getByText('On hand').count()).toBe(0)
  expect(await page.getByRole('link', { name: /Settings|Overview|Customers/ }).count()).toBe(0)
  for (const path of ['settings', 'settings/audit', 'overview', 'customers', 'movements']) {
    await page.goto(`${at}/${path}`)
    await page.getByRole('heading', { name: 'You do not have access' }).waitFor()
  }
  await page.goto(`${at}/new-order`)
  await page.getByRole('combobox', { name: 'Add a product' }).fill('tea')
  await page.getByRole('option', { name: /Green tea/ }).click()
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.waitForURL(/\/orders\/ord_/)
  expect(desk.troubles).toEqual([])
})
