// The way in: the first administrator by the one-time link, signing in and out, and what a refused
// attempt and a first visit leave on the console.

import { expect } from 'bun:test'
import { ADMIN, browserTest, obstaclesOf, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

browserTest('the one-time link makes the first administrator and opens the board', async () => {
  const shop = await openShop({ hasAdmin: false })
  const desk = await openDesk(shop)
  const page = await desk.window()
  const link = /\S+\/dashboard\/setup#\S+/.exec(shop.server.banner)?.[0]
  await page.goto(link ?? 'no link in the banner')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByLabel('Password').fill(ADMIN.password)
  await page.getByRole('button', { name: /Create account/ }).click()
  await page.getByRole('heading', { name: 'No orders yet' }).waitFor()
  expect(page.url()).not.toContain('#')
  expect(desk.troubles).toEqual([])
})

browserTest('what the server refuses at set-up stays typed and is told at its field', async () => {
  const shop = await openShop({ hasAdmin: false })
  const desk = await openDesk(shop)
  const page = await desk.window()
  await page.goto(/\S+\/dashboard\/setup#\S+/.exec(shop.server.banner)?.[0] ?? '')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: /Create account/ }).click()
  await page.locator('.parts-field .parts-problem').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Ada')
  expect(await page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true')
})

browserTest('a first visit asks for nothing that it may not have', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.window()
  const failed: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(`${desk.shop.server.url}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(page.url()).toEndWith('/dashboard')
  expect(failed).toEqual([])
  expect(desk.troubles).toEqual([])
})

browserTest('a wrong password is told in one sentence and the e-mail stays', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.window()
  await page.goto(`${desk.shop.server.url}/dashboard`)
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Incorrect email or password').waitFor()
  expect(await page.getByLabel('E-mail').inputValue()).toBe(ADMIN.email)
})

browserTest('a reload keeps the session, signing out ends it in every window', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  await page.reload()
  await page.getByRole('heading', { name: 'Board' }).waitFor()
  const second = await page.context().newPage()
  await second.goto(`${desk.shop.server.url}/dashboard/account`)
  await second.getByText('This device').waitFor()
  expect(desk.troubles).toEqual([])
  await second.getByRole('button', { name: 'Sign out', exact: true }).first().click()
  await second.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

browserTest('signing out everywhere ends this window and every other device', async () => {
  const desk = await openDesk(await openShop())
  const { url } = desk.shop.server
  const here = await desk.signedIn()
  const elsewhere = await desk.signedIn()
  await here.goto(`${url}/dashboard/account`)
  await here.getByRole('button', { name: 'Sign out everywhere' }).click()
  const question = here.getByRole('dialog', { name: 'Sign out everywhere?' })
  await question.getByText('including this one').waitFor()
  expect(await obstaclesOf(here, 'sign out everywhere')).toEqual([])
  expect(desk.troubles).toEqual([])
  const atHome: string[] = []
  here.on('console', (message) => {
    if (message.type() === 'error') atHome.push(message.text())
  })
  await question.getByRole('button', { name: 'Sign out everywhere' }).click()
  await here.getByRole('heading', { name: 'Sign in' }).waitFor()
  // The other one is not asked: it is told, within a second.
  await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(atHome).toEqual([])
  // The token of the test itself was of the same account.
  await expect(desk.shop.api('GET', '/users/me')).rejects.toThrow('invalid_token')
  await here.reload()
  await here.getByRole('heading', { name: 'Sign in' }).waitFor()
})

browserTest('a set-up link that was used leads to a page that says so', async () => {
  const shop = await openShop({ hasAdmin: false })
  const desk = await openDesk(shop)
  const link = /\S+\/dashboard\/setup#\S+/.exec(shop.server.banner)?.[0] ?? 'no link'
  const setUp = async (email: string) => {
    const page = await desk.window()
    await page.goto(link)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(ADMIN.password)
    await page.getByRole('button', { name: /Create account/ }).click()
    return page
  }
  const first = await setUp(ADMIN.email)
  await first.getByRole('heading', { name: 'Board', level: 1 }).waitFor()
  expect(desk.troubles).toEqual([])
  const second = await setUp('bob@example.com')
  await second.getByRole('heading', { name: 'This link is no longer valid' }).waitFor()
  await second.getByText('orderd users create EMAIL --admin').waitFor()
  expect(await obstaclesOf(second, 'spent link')).toEqual([])
  await second.getByRole('link', { name: 'Sign in instead' }).click()
  await second.getByRole('heading', { name: 'Sign in' }).waitFor()
  // The browser's own line of the refusal is all that there is to be seen.
  expect(desk.troubles).toEqual([expect.stringContaining('status of 401')])
})
