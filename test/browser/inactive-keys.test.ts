// API keys that a restore left inactive, in the list of keys: their reason, and the way back.

import { Database } from 'bun:sqlite'
import { expect } from 'bun:test'
import { join } from 'node:path'
import { browserTest, obstaclesOf, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

browserTest('an inactive key gives its reason, and is confirmed or revoked', async () => {
  const desk = await openDesk(await openShop())
  const { server, api } = desk.shop
  const scopes = ['orders:read']
  const leaked = await api<{ key: string }>('POST', '/api-keys', { name: 'Leaked', scopes })
  const erp = await api<{ key: string }>('POST', '/api-keys', { name: 'ERP', scopes })
  // As a restore leaves them.
  const database = new Database(join(server.directory, 'orderd.db'))
  database.run('PRAGMA busy_timeout = 5000')
  const mark = database.query(
    'UPDATE api_keys SET inactive_at = 1, inactive_reason = ? WHERE name = ?',
  )
  mark.run('revoked', 'Leaked')
  mark.run('unknown', 'ERP')
  database.close()
  const statusOf = async ({ key }: { key: string }): Promise<number> =>
    (await fetch(`${server.url}/orders`, { headers: { authorization: `Bearer ${key}` } })).status
  expect(await statusOf(erp)).toBe(401)

  const page = await desk.signedIn()
  await page.goto(`${server.url}/dashboard/settings/keys`)
  await rowOf(page, 'Leaked')
    .getByText(/was revoked after the backup was made/)
    .waitFor()
  await rowOf(page, 'ERP').getByText('Inactive', { exact: true }).waitFor()
  expect(await obstaclesOf(page, 'inactive keys')).toEqual([])

  await page.getByRole('button', { name: 'Confirm ERP' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/may have been revoked/).waitFor()
  await dialog.getByRole('button', { name: 'Confirm key' }).click()
  await page.getByText('ERP confirmed').waitFor()
  await page.getByRole('button', { name: 'Confirm ERP' }).waitFor({ state: 'detached' })
  expect([await statusOf(erp), await statusOf(leaked)]).toEqual([200, 401])

  await page.getByRole('button', { name: 'Revoke Leaked' }).click()
  await dialog.getByRole('button', { name: 'Revoke key' }).click()
  await rowOf(page, 'Leaked').getByText('Revoked', { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Confirm Leaked' }).count()).toBe(0)
  expect(desk.troubles).toEqual([])
})
