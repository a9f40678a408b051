// Backups in the dashboard: none yet, one now, what a failure says, and the command that puts one back.

import { expect } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browserTest, obstaclesOf, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

interface Backups {
  items: { name: string; kind: string }[]
}

browserTest('a backup is made now, stands in the list, and says how it is put back', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  await page.goto(`${desk.shop.server.url}/dashboard/settings`)
  await page.getByRole('link', { name: 'Backups' }).click()
  await page.getByRole('heading', { name: 'No backups yet' }).waitFor()
  expect(await page.getByRole('region', { name: 'Schedule' }).textContent()).toContain('Never')
  expect(await obstaclesOf(page, 'no backups')).toEqual([])

  // Held on its way, so that what is shown meanwhile can be seen.
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  await page.route('**/backups', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByRole('progressbar', { name: 'Backing up' }).waitFor()
  expect(await page.getByRole('button', { name: 'Backing up' }).isDisabled()).toBe(true)
  expect(await obstaclesOf(page, 'backing up')).toEqual([])
  letGo()
  await page.getByText(/^Backed up: .* checked$/).waitFor()

  const { items } = await desk.shop.api<Backups>('GET', '/backups')
  expect(items).toMatchObject([{ kind: 'manual' }])
  const { name } = items[0]!
  const row = rowOf(page, name)
  await row.getByText('Manual', { exact: true }).waitFor()
  await row.getByText(/^\d[\d.,]* (kB|MB)$/).waitFor()
  await row.getByRole('button', { name: `Restore ${name}` }).click()
  await page.getByRole('dialog').getByText(`orderd restore ${name}`).waitFor()
  expect(await obstaclesOf(page, 'restore')).toEqual([])
  expect(await page.content()).not.toContain(desk.shop.server.directory)
  expect(desk.troubles).toEqual([])
})

browserTest('a backup that fails is told, and so is a list that cannot be read', async () => {
  const desk = await openDesk(await openShop())
  const { url, directory } = desk.shop.server
  const page = await desk.signedIn()
  await page.goto(`${url}/dashboard/settings/backups`)
  await page.getByRole('heading', { name: 'No backups yet' }).waitFor()
  const inTheWay = join(directory, 'backups')
  writeFileSync(inTheWay, 'no directory')
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText('Backup failed: Something went wrong. It has been logged.').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Backups could not be loaded' }).waitFor()
  expect(await obstaclesOf(page, 'backups out of reach')).toEqual([])
  rmSync(inTheWay)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText(/^Backed up/).waitFor()
})
