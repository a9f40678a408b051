// Customers, the overview and the settings: what an operator does beside the orders.

import { expect } from 'bun:test'
import { browserTest, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

browserTest('a customer is found, with what they ordered and spent, and edited', async () => {
  const desk = await openDesk(await openShop())
  const customer = { name: 'Bela Kiss', email: 'bela@example.com' }
  const { id } = await desk.shop.api('POST', '/customers', customer)
  const order = await desk.shop.order({ customer_id: id, email: undefined })
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/customers`)
  await page.getByLabel('Search customers').fill('kiss')
  await rowOf(page, 'Bela Kiss').click()
  await page.getByRole('region', { name: 'Spend' }).getByText('€25.80').first().waitFor()
  await rowOf(page, order.number).waitFor()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Tags').fill('regular, tea')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('region', { name: 'Profile' }).getByText('regular').waitFor()
  expect(await desk.shop.api('GET', `/customers/${id}`)).toMatchObject({ tags: ['regular', 'tea'] })
  expect(desk.troubles).toEqual([])
})

browserTest('the overview moves as an order is placed', async () => {
  const desk = await openDesk(await openShop())
  await desk.shop.order()
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/overview`)
  const sales = page.getByRole('region', { name: 'Sales', exact: true })
  await sales.getByText('€25.80').first().waitFor()
  const work = page.getByRole('navigation', { name: 'Open work' })
  await work.getByRole('link', { name: '1 Awaiting payment' }).waitFor()
  await desk.shop.order()
  await work.getByRole('link', { name: '2 Awaiting payment' }).waitFor()
  await sales.getByText('€51.60').first().waitFor()
  await page.getByRole('button', { name: 'Hours' }).click()
  await page.waitForURL(/by=hour/)
  await sales.getByText('Show as table').click()
  await sales.getByRole('row', { name: /2 €51\.60/ }).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a key is shown once, works, and is refused once it is revoked', async () => {
  const desk = await openDesk(await openShop())
  const { url } = desk.shop.server
  const page = await desk.signedIn()
  await page.goto(`${url}/dashboard/settings/keys`)
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('Name').fill('Till')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = await page.locator('.settings-secret').textContent()
  const ask = () => fetch(`${url}/orders`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(200)
  await page.getByRole('button', { name: 'I have saved it' }).click()
  await rowOf(page, 'Till').waitFor()
  expect(await page.content()).not.toContain(key)
  await page.getByRole('button', { name: 'Revoke Till' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await rowOf(page, 'Till').getByText('Revoked').waitFor()
  expect((await ask()).status).toBe(401)
  expect(desk.troubles).toEqual([])
})

browserTest(
  'a role is given with a question, taken back, and stands in the audit log',
  async () => {
    const desk = await openDesk(await openShop())
    const at = `${desk.shop.server.url}/dashboard/settings`
    const page = await desk.signedIn()
    await page.goto(`${at}/users`)
    await page.getByRole('button', { name: 'New user' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Uma')
    await page.getByLabel('E-mail').fill('uma@example.com')
    await page.getByLabel('Initial password').fill('correct horse battery')
    await page.getByLabel('Role').selectOption('user')
    await page.getByRole('button', { name: 'Create account' }).click()
    const uma = rowOf(page, 'Uma')
    await uma.getByRole('button', { name: 'Change Uma' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Editor' }).click()
    await page.getByRole('button', { name: 'Change role' }).click()
    await uma.getByText('Editor', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await uma.getByText('Customer', { exact: true }).waitFor()
    await page.goto(`${at}/audit`)
    await page.getByRole('button', { name: 'Accounts and keys' }).click()
    await page.getByText('user.updated').first().waitFor()
    await page.getByText('Role: Customer → Editor').waitFor()
    expect(desk.troubles).toEqual([])
  },
)

browserTest(
  'a webhook has its secret once, its log, and a test that can be sent again',
  async () => {
    const desk = await openDesk(await openShop())
    const page = await desk.signedIn()
    await page.goto(`${desk.shop.server.url}/dashboard/settings/webhooks`)
    await page.getByRole('button', { name: 'New webhook' }).click()
    await page.getByLabel('URL').fill('http://127.0.0.1:1/hook')
    await page.getByRole('button', { name: 'Create webhook' }).click()
    // The shop does not call itself; what was typed stays, with the reason at its field.
    await page.getByLabel('URL').and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('URL').fill('https://example.com/hook')
    await page.getByRole('button', { name: 'Create webhook' }).click()
    expect(await page.locator('.settings-secret').textContent()).toMatch(/^whsec_/)
    await page.getByRole('button', { name: 'I have saved it' }).click()
    await rowOf(page, 'example.com').click()
    await page.getByRole('button', { name: 'Send test' }).click()
    const deliveries = page.getByRole('region', { name: 'Deliveries' })
    await deliveries.getByText('webhook.test').waitFor()
    await page.getByRole('button', { name: 'More actions for this webhook' }).click()
    await page.getByRole('menuitem', { name: 'Roll secret…' }).click()
    await page.getByRole('button', { name: 'Roll secret' }).click()
    expect(await page.locator('.settings-secret').textContent()).toMatch(/^whsec_/)
  },
)

browserTest('a setting is refused at its field, then saved', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/settings`)
  await page.getByLabel('Shop name').fill('Tea & Co')
  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByLabel('Time zone').and(page.locator('[aria-invalid=true]')).waitFor()
  expect(await page.getByLabel('Shop name').inputValue()).toBe('Tea & Co')
  await page.getByLabel('Time zone').fill('Europe/Berlin')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  expect(await desk.shop.api('GET', '/settings')).toMatchObject({
    shop_name: 'Tea & Co',
    timezone: 'Europe/Berlin',
  })
})
