// What a person may ask of the shop, at the desk: all that is kept of them as a file, and to be
// forgotten, which is refused as long as an order of theirs is open.

import { expect } from 'bun:test'
import { browserTest, obstaclesOf, openDesk, openShop, PHONE, withBrowser } from './desk.ts'

withBrowser()

const PASSWORD = 'correct horse battery'
const BELA = { name: 'Bela Kiss', email: 'bela@example.com' }

browserTest('what is kept of a person is saved as a file, and that is noted', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.api('POST', '/customers', BELA)
  const { number } = await desk.shop.order({ customer_id: id, email: undefined })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/customers/${id}`)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export data' }).click(),
  ])
  expect(file.suggestedFilename()).toBe(`${id}.json`)
  const saved = await Bun.file(await file.path()).json()
  expect(saved).toMatchObject({ customer: BELA, orders: [{ number }] })
  const { items } = await desk.shop.api<{ items: object[] }>(
    'GET',
    '/events?before=now&type=export.created',
  )
  expect(items).toMatchObject([{ export: { filter: { customer_id: id } } }])
  expect(desk.troubles).toEqual([])
})

browserTest('a person is erased once no order of theirs is open', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.api('POST', '/customers', BELA)
  const order = await desk.shop.order({ customer_id: id, email: undefined })
  const page = await desk.signedIn({ size: PHONE, dark: true })
  const at = `${desk.shop.server.url}/dashboard/customers/${id}`
  await page.goto(at)
  await page.getByRole('button', { name: 'Erase…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase the data of Bela Kiss?' })
  await dialog.getByText('still open').waitFor()
  expect(await dialog.getByRole('button', { name: 'Erase permanently' }).isDisabled()).toBe(true)
  expect(await obstaclesOf(page, 'erase, refused')).toEqual([])
  await dialog.getByRole('link', { name: order.number }).click()
  await page.waitForURL(`**/orders/${order.id}`)

  await desk.shop.api('POST', `/orders/${order.id}/cancel`, {})
  await page.goto(at)
  await page.getByRole('button', { name: 'Erase…' }).click()
  await dialog.getByRole('heading', { name: 'What is kept' }).waitFor()
  expect(await obstaclesOf(page, 'erase')).toEqual([])
  await dialog.getByRole('button', { name: 'Erase permanently' }).click()
  await page.getByText('Data of Bela Kiss erased').waitFor()
  await page.getByRole('heading', { name: 'No name', level: 1 }).waitFor()
  expect(await desk.shop.api('GET', `/customers/${id}`)).toMatchObject({ name: null, email: null })
  expect(desk.troubles).toEqual([])
})

browserTest('an order that came in meanwhile stops it, and is shown', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.api('POST', '/customers', BELA)
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/customers/${id}`)
  await page.getByRole('button', { name: 'Erase…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: 'What is kept' }).waitFor()
  // Between the look and the press: the dialog hears nothing of it.
  await page.route('**/orders?**', (route) => route.abort())
  const order = await desk.shop.order({ customer_id: id, email: undefined })
  await dialog.getByRole('button', { name: 'Erase permanently' }).click()
  await dialog.getByText('Orders of this person are still open.').waitFor()
  await page.unroute('**/orders?**')
  await page.reload()
  await page.getByRole('button', { name: 'Erase…' }).click()
  await dialog.getByRole('link', { name: order.number }).waitFor()
  expect(await desk.shop.api('GET', `/customers/${id}`)).toMatchObject(BELA)
})

browserTest('an editor exports, and is not offered to erase', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.api('POST', '/customers', BELA)
  const editor = { email: 'eve@example.com', password: PASSWORD }
  const made = await desk.shop.api('POST', '/users', { name: 'Eve', ...editor })
  await desk.shop.api('PATCH', `/users/${made.id}`, { role: 'editor' })
  const page = await desk.signedIn({ as: editor })
  await page.goto(`${desk.shop.server.url}/dashboard/customers/${id}`)
  await page.getByRole('button', { name: 'Export data' }).waitFor()
  expect(await page.getByRole('button', { name: 'Erase…' }).count()).toBe(0)
  expect(desk.troubles).toEqual([])
})

browserTest('staff join the order of a guest to a customer, and part it again', async () => {
  const desk = await openDesk(await openShop())
  const { id } = await desk.shop.api('POST', '/customers', BELA)
  const order = await desk.shop.order({ email: 'guest@example.com' })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/orders/${order.id}`)
  await page.getByRole('button', { name: 'Assign customer' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign customer' })
  expect(await obstaclesOf(page, 'join')).toEqual([])
  await dialog.getByRole('combobox', { name: 'Customer' }).fill('bela')
  await dialog.getByRole('option', { name: 'Bela Kiss' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'Customer profile' }).waitFor()
  expect(await desk.shop.api('GET', `/orders/${order.id}`)).toMatchObject({ customer_id: id })
  await page.getByRole('button', { name: 'Remove customer' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Assign customer' }).waitFor()
  expect(await desk.shop.api('GET', `/orders/${order.id}`)).toMatchObject({ customer_id: null })
  expect(desk.troubles).toEqual([])
})

browserTest('the data of a guest is exported and erased on the page of the order', async () => {
  const desk = await openDesk(await openShop())
  const order = await desk.shop.order({ email: 'guest@example.com', customer_note: 'ring twice' })
  const page = await desk.signedIn()
  const at = `${desk.shop.server.url}/dashboard/orders/${order.id}`
  await page.goto(at)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export data' }).click(),
  ])
  const saved = await Bun.file(await file.path()).json()
  expect(saved).toMatchObject({ email: 'guest@example.com', orders: [{ number: order.number }] })
  await page.getByRole('button', { name: 'Erase…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('still open').waitFor()
  expect(await dialog.getByRole('button', { name: 'Erase permanently' }).isDisabled()).toBe(true)
  await desk.shop.api('POST', `/orders/${order.id}/cancel`, {})
  await dialog.getByRole('heading', { name: 'What is kept' }).waitFor()
  expect(await obstaclesOf(page, 'erase a guest')).toEqual([])
  await dialog.getByRole('button', { name: 'Erase permanently' }).click()
  await page.getByText(`Data of the guest of ${order.number} erased`).waitFor()
  expect(await desk.shop.api('GET', `/orders/${order.id}`)).toMatchObject({
    email: null,
    customer_note: null,
  })
  expect(desk.troubles).toEqual([])
})
