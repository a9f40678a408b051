// Setting webhooks up, through HTTP: who may, what is refused, what is shown once.

import { describe, expect, test } from 'bun:test'
import { SCOPES } from '#domain/access.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openReceiver } from '../helpers/receiver.ts'
import { openHookShop } from '../helpers/webhooks.ts'

const URL_OUTSIDE = 'https://8.8.8.8/hook'

eachDatabase((database) => {
  describe('a webhook', () => {
    test('shows its secret once, at its creation', async () => {
      const shop = await openHookShop(await database.open())
      const made = await shop.post('/webhooks', { url: URL_OUTSIDE, events: ['order.*', '*'] })
      expect(made.status).toBe(201)
      expect(made.body).toMatchObject({
        url: URL_OUTSIDE,
        events: ['order.*', '*'],
        description: null,
        enabled: true,
        disabled_reason: null,
      })
      const { id, secret } = made.body
      expect(made.headers.get('location')).toBe(`/webhooks/${id}`)
      expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32)
      for (const path of [
        `/webhooks/${id}`,
        '/webhooks',
        '/events?limit=200',
        `/webhooks/${id}/deliveries`,
      ]) {
        const shown = await shop.get(path)
        expect(shown.status).toBe(200)
        expect(shown.text).not.toContain('whsec_')
      }
      expect(shop.logged.join('')).not.toContain('whsec_')
    })

    test('is not made twice by one key, nor is its secret shown twice', async () => {
      const shop = await openHookShop(await database.open())
      const body = { url: URL_OUTSIDE, events: ['*'] }
      expect((await shop.post('/webhooks', body, { 'idempotency-key': 'k' })).status).toBe(201)
      const again = await shop.post('/webhooks', body, { 'idempotency-key': 'k' })
      expect([again.status, again.body.code]).toEqual([409, 'secret_already_shown'])
      expect((await shop.get('/webhooks')).body.items).toHaveLength(1)
    })

    test('is changed, and every change says what it was', async () => {
      const shop = await openHookShop(await database.open())
      const { id } = await shop.hook(URL_OUTSIDE, ['order.*'])
      const path = `/webhooks/${id}`
      const changed = await shop.patch(path, { events: ['payment.captured'], enabled: false })
      expect([changed.status, changed.body.enabled]).toEqual([200, false])
      expect((await shop.patch(path, { enabled: false })).status).toBe(200)
      await shop.tail.refresh()
      const { items } = (await shop.get('/events?limit=200&type=webhook.updated')).body
      expect(items).toHaveLength(1)
      expect(items[0].change).toEqual({
        events: [['order.*'], ['payment.captured']],
        enabled: [true, false],
      })
    })

    test('is gone once deleted', async () => {
      const shop = await openHookShop(await database.open())
      const { id } = await shop.hook(URL_OUTSIDE)
      expect((await shop.delete(`/webhooks/${id}`)).status).toBe(204)
      expect((await shop.get(`/webhooks/${id}`)).status).toBe(404)
      expect((await shop.get(`/webhooks/${id}/deliveries`)).status).toBe(404)
      expect((await shop.post(`/webhooks/${id}/test`)).status).toBe(404)
      expect((await shop.delete(`/webhooks/${id}`)).status).toBe(404)
      expect((await shop.get('/webhooks')).body.items).toEqual([])
    })

    const refused: [string, object, string][] = [
      ['a loopback address', { url: 'http://127.0.0.1/' }, 'url'],
      ['an address in disguise', { url: 'http://[::ffff:a00:1]/' }, 'url'],
      ['a name that resolves to loopback', { url: 'http://localhost:3000/' }, 'url'],
      ['another scheme', { url: 'ftp://8.8.8.8/' }, 'url'],
      ['no URL', { url: 'hook' }, 'url'],
      ['an unknown type', { events: ['order.exploded'] }, 'events.0'],
      ['an unknown kind', { events: ['*', 'parcel.*'] }, 'events.1'],
      ['no type', { events: [] }, 'events'],
      ['an unknown field', { secret: 'whsec_mine' }, 'secret'],
      ['a control character', { description: 'a\u0007' }, 'description'],
    ]
    for (const [what, wrong, path] of refused) {
      test(`with ${what} is a 422 at ${path}`, async () => {
        const shop = await openHookShop(await database.open(), { env: {} })
        const body = { url: URL_OUTSIDE, events: ['*'], ...wrong }
        const { status, body: problem } = await shop.post('/webhooks', body)
        expect([status, problem.errors[0].path]).toEqual([422, path])
        const { id } = await shop.hook(URL_OUTSIDE)
        expect((await shop.patch(`/webhooks/${id}`, wrong)).status).toBe(422)
      })
    }
  })

  describe('an API key', () => {
    test('sets up webhooks for what an editor may see, and no more', async () => {
      const shop = await openHookShop(await database.open())
      const { key } = (await shop.post('/api-keys', { name: 'erp', scopes: SCOPES })).body
      const receiver = openReceiver()
      const ask = (events: string[]) =>
        shop.api.post('/webhooks', { url: receiver.url, events }, { as: key })
      expect((await ask(['user.*'])).status).toBe(403)
      expect((await ask(['order.*', 'session.revoked'])).status).toBe(403)
      const made = await ask(['*'])
      expect([made.status, made.body.account_events]).toEqual([201, false])

      await shop.signIn()
      await shop.product()
      await shop.deliver(shop.worker())
      expect(receiver.received.map(({ body }) => body.type)).toEqual(['product.created'])
    })

    test('takes account events from a webhook that it changes', async () => {
      const shop = await openHookShop(await database.open())
      const { key } = (await shop.post('/api-keys', { name: 'erp', scopes: SCOPES })).body
      const mine = await shop.hook(URL_OUTSIDE, ['*'])
      const changed = await shop.api.patch(
        `/webhooks/${mine.id}`,
        { url: 'https://1.1.1.1/theirs' },
        { as: key },
      )
      expect([changed.status, changed.body.account_events]).toEqual([200, false])
      const { id } = await shop.hook(URL_OUTSIDE, ['user.signed_in'])
      const refused = await shop.api.patch(`/webhooks/${id}`, { enabled: false }, { as: key })
      expect(refused.status).toBe(403)
    })
  })

  describe('a delivery', () => {
    test('is listed newest first, by pages and by status', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['product.*'])
      for (let i = 0; i < 5; i++) await shop.product()
      await shop.deliver(shop.worker())
      receiver.answer = () => new Response('no', { status: 500 })
      await shop.product()
      await shop.deliver(shop.worker())

      const all = await shop.deliveries(id)
      expect(all).toHaveLength(6)
      expect((await shop.deliveries(id, '&status=pending')).map((d) => d.id)).toEqual([all[0].id])
      expect(await shop.deliveries(id, '&status=delivered')).toHaveLength(5)
      expect(await shop.deliveries(id, '&status=dead')).toEqual([])
      const path = `/webhooks/${id}/deliveries`
      const first = (await shop.get(`${path}?limit=4`)).body
      const rest = (await shop.get(`${path}?limit=4&cursor=${first.next_cursor}`)).body
      expect([...first.items, ...rest.items]).toEqual(all)
      expect(rest.next_cursor).toBeNull()
      expect((await shop.get(`${path}/${all[0].id}`)).body).toEqual(all[0])
      expect((await shop.get(`${path}?status=lost`)).status).toBe(422)
    })

    test('of another webhook is not there', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const [one, other] = [await shop.hook(receiver.url), await shop.hook(receiver.url)]
      await shop.product()
      await shop.deliver(shop.worker())
      const [delivery] = await shop.deliveries(one.id)
      const path = `/webhooks/${other.id}/deliveries/${delivery.id}`
      expect((await shop.get(path)).status).toBe(404)
      expect((await shop.post(`${path}/redeliver`)).status).toBe(404)
    })

    test('of a test is like any other, but stands in no log', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['order.*'])
      const asked = await shop.post(`/webhooks/${id}/test`)
      expect([asked.status, asked.body.event_type]).toEqual([201, 'webhook.test'])
      await shop.deliver(shop.worker())
      expect(receiver.received).toHaveLength(1)
      expect(receiver.received[0]).toMatchObject({
        id: asked.body.event_id,
        body: { id: asked.body.event_id, type: 'webhook.test', webhook: { id } },
      })
      expect(receiver.received[0]?.body).not.toHaveProperty('seq')
      const [delivery] = await shop.deliveries(id)
      expect(delivery).toMatchObject({ id: asked.body.id, status: 'delivered' })
    })

    test('is not asked for while the webhook is switched off', async () => {
      const shop = await openHookShop(await database.open())
      const { id } = await shop.hook(URL_OUTSIDE)
      await shop.patch(`/webhooks/${id}`, { enabled: false })
      const refused = await shop.post(`/webhooks/${id}/test`)
      expect([refused.status, refused.body.code]).toEqual([409, 'bad_transition'])
    })
  })
})
