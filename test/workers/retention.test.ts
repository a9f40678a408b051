// What is let go of, when, and what stays.

import { expect, test } from 'bun:test'
import { forgetOld } from '#workers/retention.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openReceiver } from '../helpers/receiver.ts'
import { openHookShop } from '../helpers/webhooks.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
const ORDER = { email: 'a@example.com', lines: [{ title: 'Repair', unit_price: 1, quantity: 1 }] }

eachDatabase((database) => {
  test('the log cannot be resumed from before its retention, but tells of orders as ever', async () => {
    const shop = await openHookShop(await database.open())
    const order = (await shop.post('/orders', ORDER)).body
    await shop.tail.refresh()
    const early = (await shop.get('/events?limit=1')).body.next
    shop.later(HOUR_MS)
    await shop.post('/orders', ORDER)
    await shop.tail.refresh()
    const late = (await shop.get('/events?after=now')).body.next
    shop.later(HOUR_MS / 2)
    await shop.product()

    expect(await forgetOld({ ...shop, eventsRetainMs: null }, shop.clock.now())).toBe(false)
    expect((await shop.get(`/events?after=${early}`)).status).toBe(200)
    expect(await forgetOld({ ...shop, eventsRetainMs: HOUR_MS }, shop.clock.now())).toBe(false)
    const gone = await shop.get(`/events?after=${early}`)
    expect([gone.status, gone.body.code]).toEqual([410, 'cursor_expired'])
    const { body } = await shop.get(`/events?after=${late}`)
    expect(body.items.map(({ type }: { type: string }) => type)).toContain('product.created')
    expect((await shop.get(`/orders/${order.id}/events`)).body.items.length).toBeGreaterThan(0)
  })

  test('an answer is repeated for a day and then forgotten', async () => {
    const shop = await openHookShop(await database.open())
    const again = () => shop.post('/orders', ORDER, { 'idempotency-key': 'once' })
    const { id } = (await again()).body
    shop.later(DAY_MS)
    await forgetOld({ ...shop, eventsRetainMs: null }, shop.clock.now())
    expect((await again()).body.id).toBe(id)
    shop.later(1)
    await forgetOld({ ...shop, eventsRetainMs: null }, shop.clock.now())
    const kept = await shop.db.read.all('SELECT key FROM idempotency ORDER BY key')
    expect(kept).toEqual([])
  })

  test('deliveries go after 90 days, and those of a deleted webhook at once', async () => {
    const shop = await openHookShop(await database.open())
    const receiver = openReceiver()
    const [one, other] = [await shop.hook(receiver.url), await shop.hook(receiver.url)]
    const worker = shop.worker()
    const forget = () => forgetOld({ ...shop, eventsRetainMs: null }, shop.clock.now())
    await shop.product()
    await shop.deliver(worker)
    const old = (await shop.deliveries(one.id)).length
    shop.later(89 * DAY_MS)
    await shop.product()
    await shop.deliver(worker)
    const all = (await shop.deliveries(one.id)).length
    await forget()
    expect(await shop.deliveries(one.id)).toHaveLength(all)
    shop.later(2 * DAY_MS)
    await forget()
    expect(await shop.deliveries(one.id)).toHaveLength(all - old)

    await shop.delete(`/webhooks/${other.id}`)
    await forget()
    const left = await shop.db.read.all<{ webhook_id: string }>(
      'SELECT DISTINCT webhook_id FROM webhook_deliveries ORDER BY webhook_id',
    )
    expect(left).toEqual([{ webhook_id: one.id }])
    const attempts = await shop.db.read.get<{ count: number }>(
      'SELECT COUNT(*) AS count FROM webhook_attempts',
    )
    expect(attempts?.count).toBe(all - old)
  })
})
