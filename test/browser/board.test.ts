// The live board: what one window does the others show, what the network loses is caught up, and a
// refused step says why.

import { expect } from 'bun:test'
import { browserTest, cardIn, isLive, openDesk, openShop, rowOf, withBrowser } from './desk.ts'

withBrowser()

browserTest('an order appears by itself and a move shows in a second window', async () => {
  const desk = await openDesk(await openShop())
  const [one, two] = [await desk.signedIn(), await desk.signedIn()]
  await Promise.all([isLive(one), isLive(two)])
  const { number } = await desk.shop.order()
  await cardIn(one, 'Pending', number).waitFor()
  await cardIn(two, 'Pending', number).waitFor()
  await cardIn(one, 'Pending', number).dragTo(one.getByRole('region', { name: 'On hold' }))
  await cardIn(two, 'On hold', number).waitFor()
  await one.getByRole('button', { name: 'Undo' }).click()
  await cardIn(two, 'Pending', number).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('a step without a way back waits a moment for an undo', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const kept = await desk.shop.order()
  const moved = await desk.shop.order()
  const target = page.getByRole('region', { name: 'Processing' })
  await cardIn(page, 'Pending', kept.number).dragTo(target)
  await page.getByRole('button', { name: 'Undo' }).click()
  await cardIn(page, 'Pending', kept.number).waitFor()
  await cardIn(page, 'Pending', moved.number).dragTo(target)
  await page.getByText(`${moved.number} confirmed`).waitFor()
  expect((await desk.shop.api('GET', `/orders/${kept.id}`)).status).toBe('pending')
  expect((await desk.shop.api('GET', `/orders/${moved.id}`)).status).toBe('confirmed')
})

browserTest('a card that may not go there stays, and says why', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const { number } = await desk.shop.order()
  await cardIn(page, 'Pending', number).dragTo(
    page.getByRole('region', { name: 'Shipped', exact: true }),
  )
  await page.getByText('The order must be confirmed before it ships.').waitFor()
  await cardIn(page, 'Pending', number).waitFor()
})

browserTest('the board is worked by keyboard alone', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const first = await desk.shop.order()
  const second = await desk.shop.order()
  await cardIn(page, 'Pending', second.number).waitFor()
  await page.keyboard.press('b')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Put on hold' }).press('Enter')
  await cardIn(page, 'On hold', first.number).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await rowOf(page, second.number).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: `Order ${second.number}` }).waitFor()
  expect(desk.troubles).toEqual([])
})

browserTest('without a network it says so, and is exact again when there is one', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const before = await desk.shop.order()
  await cardIn(page, 'Pending', before.number).waitFor()
  await page.context().setOffline(true)
  await page.getByText('Offline').waitFor()
  await desk.shop.api('POST', `/orders/${before.id}/hold`, {})
  const { number } = await desk.shop.order()
  await page.context().setOffline(false)
  await isLive(page)
  await cardIn(page, 'On hold', before.number).waitFor()
  await cardIn(page, 'Pending', number).waitFor()
})

browserTest(
  'it comes through a crash of the server with nothing missing and no reload',
  async () => {
    const desk = await openDesk(await openShop())
    const page = await desk.signedIn()
    const { number } = await desk.shop.order()
    await cardIn(page, 'Pending', number).waitFor()
    const crashed = await desk.shop.crash()
    await page.locator('.parts-live-line[data-status=offline]').waitFor()
    await cardIn(page, 'Pending', number).waitFor()
    await crashed.restart()
    await isLive(page)
    const after = await desk.shop.order()
    await cardIn(page, 'Pending', after.number).waitFor()
    expect(await page.locator('.board-card').count()).toBe(2)
  },
)

browserTest('the search of the board finds what the list finds', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const one = await desk.shop.order({ shipping_address: { name: 'Pat O’Brien', city: 'Gießen' } })
  const two = await desk.shop.order({ phone: '+49 30 1234567' })
  await cardIn(page, 'Pending', two.number).waitFor()
  for (const [query, found, missed] of [
    ['obrien', one, two],
    ['GIESSEN', one, two],
    ['0301234567', two, one],
  ] as const) {
    await page.getByLabel('Filter the board').fill(query)
    await cardIn(page, 'Pending', found.number).waitFor()
    await cardIn(page, 'Pending', missed.number).waitFor({ state: 'detached' })
  }
})

browserTest('the filter stands in the address and comes through a reload', async () => {
  const desk = await openDesk(await openShop())
  const page = await desk.signedIn()
  const one = await desk.shop.order({ email: 'bela@example.com' })
  const two = await desk.shop.order({ email: 'chiara@example.com', tags: ['gift'] })
  await cardIn(page, 'Pending', two.number).waitFor()
  await page.getByLabel('Filter the board').fill('chiara')
  await cardIn(page, 'Pending', one.number).waitFor({ state: 'detached' })
  expect(page.url()).toContain('q=chiara')
  await page.reload()
  await cardIn(page, 'Pending', two.number).waitFor()
  expect(await page.locator('.board-card').count()).toBe(1)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('button', { name: '#gift' }).click()
  expect(page.url()).toContain('tag=gift')
  expect(await page.locator('.board-card').count()).toBe(1)
})
