// A day is the shop's day, wherever its reader is: what the dashboard and the tracking page show, and what they
// ask.

import { expect } from 'bun:test'
import {
  ADMIN,
  browserTest,
  openDesk,
  openShop,
  PHONE,
  rowOf,
  type Shop,
  withBrowser,
} from './desk.ts'

withBrowser()

interface Order {
  id: string
  external_id: string
  tracking_token: string
  payments: { expires_at: string | null }[]
}

const textIn = (timeZone: string, options: Intl.DateTimeFormatOptions, at: number | string) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(new Date(at))

async function importCsv({ server }: Shop, rows: string[]): Promise<void> {
  const login = await fetch(`${server.url}/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  })
  const { access_token } = (await login.json()) as { access_token: string }
  const response = await fetch(`${server.url}/orders/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  })
  expect(await response.json()).toMatchObject({ refused: [] })
}

async function shopIn(timezone: string) {
  const shop = await openShop()
  await shop.api('PATCH', '/settings', { timezone })
  const ed = { email: 'ed@example.com', password: 'correct horse battery' }
  const { id } = await shop.api('POST', '/users', { name: 'Ed', ...ed })
  await shop.api('PATCH', `/users/${id}`, { role: 'editor' })
  return { shop, ed }
}

browserTest(
  'an editor in Los Angeles filters and reads by the days of a shop in Tokyo',
  async () => {
    const { shop, ed } = await shopIn('Asia/Tokyo')
    const desk = await openDesk(shop)
    // On both sides of both ends of 29 March in Tokyo; the first two are on 28 March in Los Angeles.
    const placed = {
      BEFORE: '2026-03-28T14:59:59.999Z',
      FIRST: '2026-03-28T15:00:00.000Z',
      LAST: '2026-03-29T14:59:59.999Z',
      AFTER: '2026-03-29T15:00:00.000Z',
    }
    const rows = Object.entries(placed).map(([id, at]) => `${id},${at},EUR,Tea,1,10.00`)
    await importCsv(shop, ['external_id,placed_at,currency,title,quantity,unit_price', ...rows])
    const { items } = await shop.api<{ items: (Order & { number: string })[] }>('GET', '/orders')
    const numberOf = (name: string) => items.find((one) => one.external_id === name)!.number
    const page = await desk.signedIn({ as: ed, timezone: 'America/Los_Angeles' })
    await page.goto(`${shop.server.url}/dashboard/orders`)
    await page.locator('.parts-view-head').getByText('Tokyo time').waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByRole('menuitem', { name: 'Placed between…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Asia/Tokyo').waitFor()
    await dialog.getByLabel('From').fill('2026-03-29')
    await dialog.getByLabel('To (inclusive)').fill('2026-03-29')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/placed_from=2026-03-29&placed_to=2026-03-29$/)
    await page.getByRole('button', { name: 'Placed to: 29 Mar 2026' }).waitFor()
    await rowOf(page, numberOf('AFTER')).waitFor({ state: 'detached' })
    await rowOf(page, numberOf('FIRST')).getByText('29 Mar').waitFor()
    await rowOf(page, numberOf('LAST')).getByText('29 Mar').waitFor()
    expect(await page.locator('.parts-table tbody tr').count()).toBe(2)

    const { id } = items.find((one) => one.external_id === 'FIRST')!
    await page.goto(`${shop.server.url}/dashboard/orders/${id}`)
    await page.locator('.parts-view-head').getByText('Tokyo time').waitFor()
    await page.locator('time[title*="29 March 2026"]').first().waitFor()
    await page.goto(`${shop.server.url}/dashboard/orders/${id}/invoice`)
    await page.locator('.parcels-print-head').getByText('29 Mar 2026').waitFor()
    expect(desk.troubles).toEqual([])
  },
)

browserTest('an authorization lapses after the day of the shop that was typed', async () => {
  const { shop, ed } = await shopIn('Asia/Tokyo')
  const desk = await openDesk(shop)
  const { id } = await shop.order()
  const page = await desk.signedIn({ as: ed, timezone: 'America/Los_Angeles' })
  await page.goto(`${shop.server.url}/dashboard/orders/${id}`)
  await page.getByRole('button', { name: 'Record payment' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Type').selectOption('authorize')
  await dialog.getByText('Provider, transaction ID and outcome').click()
  await dialog.getByLabel('Expires after').fill('2027-03-29')
  await dialog.getByText('Asia/Tokyo').waitFor()
  await dialog.getByRole('button', { name: /^Record / }).click()
  await dialog.waitFor({ state: 'detached' })
  const { payments } = await shop.api<Order>('GET', `/orders/${id}`)
  expect(payments[0]?.expires_at).toBe('2027-03-29T15:00:00.000Z')
  expect(desk.troubles).toEqual([])
})

browserTest('the overview ends with the day that it is in the shop', async () => {
  // 25 hours apart: it is never the same day at both.
  const { shop, ed } = await shopIn('Pacific/Kiritimati')
  const desk = await openDesk(shop)
  await shop.order()
  const page = await desk.signedIn({ as: ed, timezone: 'Pacific/Pago_Pago' })
  await page.goto(`${shop.server.url}/dashboard/overview`)
  await page.locator('.parts-view-head').getByText('Kiritimati time').waitFor()
  const sales = page.getByRole('region', { name: 'Sales', exact: true })
  await sales.getByText('Show as table').click()
  const last = sales.locator('.overview-chart-table tbody tr').last()
  const today = textIn('Pacific/Kiritimati', { day: 'numeric', month: 'short' }, Date.now())
  expect(await last.locator('td').first().textContent()).toBe(today)
  expect(await last.locator('td').nth(1).textContent()).toBe('1')
  await page.getByRole('button', { name: 'Hours' }).click()
  await page.waitForURL(/by=hour/)
  await sales
    .locator('.overview-chart-table tbody tr:nth-child(24)')
    .getByText('1', { exact: true })
    .waitFor()
  await page.getByRole('button', { name: 'Weeks' }).click()
  await page.waitForURL(/by=week/)
  const week = sales.locator('.overview-chart-table tbody tr:nth-child(26)')
  await week.getByText('1', { exact: true }).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('the tracking page tells the times of the shop, and of which zone', async () => {
  const { shop } = await shopIn('Asia/Tokyo')
  const desk = await openDesk(shop)
  const { tracking_token } = (await shop.order()) as unknown as Order
  const page = await desk.window({ timezone: 'America/Los_Angeles', size: PHONE })
  await page.goto(`${shop.server.url}/track/${tracking_token}`)
  await page.getByText('Times are in the time zone of the shop, Asia/Tokyo.').waitFor()
  await page.locator('#live[data-status=live]').waitFor()
  const time = page.locator('time').first()
  const at = (await time.getAttribute('datetime')) ?? ''
  expect(await time.textContent()).toBe(
    textIn('Asia/Tokyo', { dateStyle: 'medium', timeStyle: 'short' }, at),
  )
  expect(desk.troubles).toEqual([])
})
