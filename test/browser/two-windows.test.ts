// Two windows of one browser that renew their session at the same time, on plain http in a local
// network: no secure context, so no lock between them.

import { expect } from 'bun:test'
import type { BrowserContext, Route } from 'playwright-core'
import { browserTest, openDesk, openShop, withBrowser } from './desk.ts'

withBrowser()

/** Lets the next two refreshes go to the server together, the second `gapMs` after the first. */
async function letTwoRefresh(context: BrowserContext, gapMs: number): Promise<() => number> {
  const waiting: Route[] = []
  await context.unrouteAll()
  await context.route('**/users/refresh', async (route) => {
    const [first] = waiting
    waiting.push(route)
    if (first === undefined || waiting.length > 2) return
    await first.continue()
    await Bun.sleep(gapMs)
    await route.continue()
  })
  return () => waiting.length
}

browserTest('two windows without a lock renew at the same time and both stay in', async () => {
  const desk = await openDesk(await openShop())
  const address = new URL(desk.shop.server.url)
  address.hostname = 'shop.test'
  const one = await desk.signedIn({ at: address.origin })
  expect(await one.evaluate('isSecureContext || "locks" in navigator')).toBe(false)
  const two = await one.context().newPage()
  await two.goto(`${address.origin}/dashboard`)
  await two.getByRole('heading', { name: 'Board', level: 1 }).waitFor()

  for (const gapMs of [0, 1, 10, 100]) {
    const refreshes = await letTwoRefresh(one.context(), gapMs)
    await one.evaluate(`{
      const kept = JSON.parse(localStorage.getItem('orderd.tokens'))
      localStorage.setItem('orderd.tokens', JSON.stringify({ ...kept, renew_at: 0 }))
    }`)
    await Promise.all(
      [one, two].map(async (page) => {
        const me = page.waitForResponse('**/users/me')
        await page.evaluate('setTimeout(() => location.reload())')
        expect((await me).status()).toBe(200)
        await page.getByRole('heading', { name: 'Board', level: 1 }).waitFor()
      }),
    )
    expect([gapMs, refreshes()]).toEqual([gapMs, 2])
  }
  const events = await desk.shop.api<{ items: { type: string }[] }>('GET', '/events?before=now')
  expect(events.items.map(({ type }) => type)).not.toContain('user.token_reused')
})
