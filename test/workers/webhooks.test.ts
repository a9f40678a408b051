// What goes out and what comes of it: the real worker, a real receiver, a clock that a test moves.

import { describe, expect, test } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { systemIds } from '#lib/ids.ts'
import { createAddressRules } from '#lib/outbound-address.ts'
import { createPost, type Post } from '#lib/outbound-http.ts'
import { startPeriodic } from '#workers/loop.ts'
import { RETRY_DELAYS_MS } from '#workers/webhook-retry.ts'
import { webhookDelivery } from '#workers/webhooks.ts'
import { fakeClock } from '../helpers/clock.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openReceiver, type Receiver } from '../helpers/receiver.ts'
import { type HookShop, localPost, openHookShop } from '../helpers/webhooks.ts'

const HOUR_MS = 60 * 60_000
const typesOf = ({ received }: Receiver): string[] => received.map(({ body }) => body.type)
const failing = () => new Response('no', { status: 500 })

async function eventsOf(shop: HookShop, query = ''): Promise<string[]> {
  await shop.tail.refresh()
  const { text } = await shop.get(`/events?limit=200${query}`)
  return (JSON.parse(text).items as object[]).map((item) => JSON.stringify(item))
}

eachDatabase((database) => {
  describe('what is sent', () => {
    test('is the event byte by byte, signed so that standardwebhooks verifies it', async () => {
      const shop = await openHookShop(await database.open(), { clock: fakeClock(Date.now()) })
      const receiver = openReceiver()
      const { secret } = await shop.hook(receiver.url, ['product.created'])
      await shop.product()
      await shop.deliver(shop.worker())

      expect(receiver.received).toHaveLength(1)
      const [one] = receiver.received
      expect([one!.text]).toEqual(await eventsOf(shop, '&type=product.created'))
      expect(one!.id).toBe(one!.body.id)
      expect(one!.headers['content-type']).toBe('application/json')
      expect(new Webhook(secret).verify(one!.text, one!.headers)).toEqual(one!.body)
      expect(() => new Webhook(secret).verify(`${one!.text} `, one!.headers)).toThrow()
    })

    test('is signed by both secrets for a day after a rotation', async () => {
      const shop = await openHookShop(await database.open(), { clock: fakeClock(Date.now()) })
      const receiver = openReceiver()
      const { id, secret: old } = await shop.hook(receiver.url, ['product.created'])
      const rotated = await shop.post(`/webhooks/${id}/rotate-secret`)
      expect(rotated.status).toBe(200)
      const { secret } = rotated.body
      expect(secret).not.toBe(old)
      const worker = shop.worker()
      await shop.product()
      await shop.deliver(worker)
      const [both] = receiver.received
      expect(new Webhook(old).verify(both!.text, both!.headers)).toBeTruthy()
      expect(new Webhook(secret).verify(both!.text, both!.headers)).toBeTruthy()

      shop.later(24 * HOUR_MS)
      await shop.product()
      await shop.deliver(worker)
      expect(both!.headers['webhook-signature']?.split(' ')).toHaveLength(2)
      expect(receiver.received[1]!.headers['webhook-signature']?.split(' ')).toHaveLength(1)
    })
  })

  describe('a delivery exists', () => {
    test('for every event after the creation, and for none before it', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      await shop.product()
      await shop.hook(receiver.url)
      const before = (await eventsOf(shop)).length
      await shop.product()
      await shop.signIn()
      await shop.product()
      await shop.deliver(shop.worker())
      const sent = receiver.received.map(({ text }) => text)
      expect(sent.sort()).toEqual((await eventsOf(shop)).slice(before).sort())
    })

    test('for what was asked for when the event came, however late it is looked at', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['product.*'])
      await shop.product()
      await shop.patch(`/webhooks/${id}`, { events: ['webhook.*'] })
      await shop.product()
      await shop.patch(`/webhooks/${id}`, { enabled: false })
      await shop.patch(`/webhooks/${id}`, { enabled: true, events: ['product.created'] })
      await shop.product()
      await shop.deliver(shop.worker())
      expect(typesOf(receiver).sort()).toEqual([
        'product.created',
        'product.created',
        'webhook.updated',
      ])
    })

    test('once, however many nodes look', async () => {
      const location = await database.location()
      const shop = await openHookShop(await database.open({ location }))
      const receiver = openReceiver()
      await shop.hook(receiver.url, ['product.*'])
      const workers = [shop.worker(), shop.worker(), shop.worker()]
      // Their beginning gives back what a dead process held, and there is none.
      for (const worker of workers) await worker.pass()
      for (let i = 0; i < 40; i++) await shop.product()
      await Promise.all(workers.map((worker) => shop.deliver(worker)))
      expect(receiver.received).toHaveLength(40)
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(40)
    })

    test('for no imported event', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      await shop.hook(receiver.url, ['customer.*', 'product.*'])
      const imported = await shop.api.send('POST', '/customers/import', {
        headers: { 'content-type': 'application/x-ndjson' },
        body: '{"external_id":"1","name":"Jane","email":"jane@example.com"}\n',
        as: (await shop.post('/api-keys', { name: 'i', scopes: ['customers:write'] })).body.key,
      })
      expect([imported.status, imported.body.records.in]).toEqual([200, 1])
      await shop.product()
      await shop.deliver(shop.worker())
      expect(typesOf(receiver)).toEqual(['product.created'])
    })

    test('after a crash in the middle of an attempt too, with the same id', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['product.*'])
      for (let i = 0; i < 3; i++) await shop.product()
      await shop.tail.refresh()
      const dead = shop.worker({ post: () => new Promise(() => {}) })
      await dead.pass()
      shop.later(31_000)
      await shop.deliver(shop.worker())
      expect(receiver.received).toHaveLength(3)
      for (const delivery of await shop.deliveries(id)) {
        expect(delivery.status).toBe('delivered')
        expect(delivery.attempts.map((a: { status: number }) => a.status)).toEqual([null, 200])
      }
    })
  })

  describe('a failed attempt', () => {
    test('is made again by the schedule, and every one is kept', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      receiver.answer = () => new Response(`no ${receiver.received.length}`, { status: 503 })
      const { id } = await shop.hook(receiver.url, ['product.*'])
      const worker = shop.worker()
      await shop.product()
      await shop.deliver(worker)
      for (const [i, delayMs] of RETRY_DELAYS_MS.entries()) {
        const [waiting] = await shop.deliveries(id)
        const due = Date.parse(waiting.next_attempt_at) - shop.clock.now()
        expect([waiting.status, due]).toEqual(['pending', delayMs])
        shop.later(delayMs - 1)
        await shop.deliver(worker)
        expect(receiver.received).toHaveLength(i + 1)
        shop.later(1)
        await shop.deliver(worker)
        expect(receiver.received).toHaveLength(i + 2)
      }
      const [dead] = await shop.deliveries(id, '&status=dead')
      expect(dead.next_attempt_at).toBeNull()
      expect(dead.attempts).toHaveLength(RETRY_DELAYS_MS.length + 1)
      expect(dead.attempts[2]).toMatchObject({ status: 503, response: 'no 3', error: null })
      expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1)

      receiver.answer = () => new Response('thank you')
      const path = `/webhooks/${id}/deliveries/${dead.id}`
      const again = await shop.post(`${path}/redeliver`)
      expect([again.status, again.body.status]).toEqual([200, 'pending'])
      await shop.deliver(worker)
      const { body } = await shop.get(path)
      expect([body.status, body.attempts.length]).toEqual(['delivered', 11])
    })

    const answers: [string, () => Response, Partial<Record<string, unknown>>][] = [
      [
        'a redirect, which is not followed',
        () => new Response(null, { status: 307, headers: { location: '/elsewhere' } }),
        { status: 307, error: null },
      ],
      ['an answer of 4xx', () => new Response('who are you', { status: 401 }), { status: 401 }],
    ]
    for (const [what, answer, expected] of answers) {
      test(`is ${what}`, async () => {
        const shop = await openHookShop(await database.open())
        const receiver = openReceiver()
        receiver.answer = answer
        const { id } = await shop.hook(receiver.url, ['product.*'])
        await shop.product()
        await shop.deliver(shop.worker())
        const [delivery] = await shop.deliveries(id)
        expect(delivery).toMatchObject({ status: 'pending', attempts: [expected] })
        expect(receiver.received).toHaveLength(1)
      })
    }

    test('is one to where nobody listens', async () => {
      const shop = await openHookShop(await database.open())
      const { id } = await shop.hook('http://127.0.0.1:1/', ['product.*'])
      await shop.product()
      await shop.deliver(shop.worker({ post: localPost(15_000) }))
      const [delivery] = await shop.deliveries(id)
      expect(delivery.attempts).toMatchObject([
        { status: null, error: 'The connection failed: ECONNREFUSED.' },
      ])
    })

    test('is one that is not answered in time', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      receiver.answer = () => new Promise(() => {})
      const { id } = await shop.hook(receiver.url, ['product.*'])
      await shop.product()
      await shop.deliver(shop.worker({ post: localPost(50) }))
      const [delivery] = await shop.deliveries(id)
      expect(delivery.attempts).toMatchObject([{ status: null, error: 'No answer within 0.05 s.' }])
    })

    test('is one to an address inside: nothing is sent there', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url.replace('127.0.0.1', 'localhost'), ['product.*'])
      await shop.product()
      const addresses = createAddressRules({ allowPrivate: false })
      await shop.deliver(shop.worker({ post: createPost({ addresses }) }))
      const [delivery] = await shop.deliveries(id)
      expect(delivery.attempts).toMatchObject([
        { status: null, error: 'The address is private, loopback, link-local or reserved.' },
      ])
      expect(receiver.received).toEqual([])
    })
  })

  describe('of an answer', () => {
    test('without an end the beginning is kept, and it counts', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const cancelled = Promise.withResolvers<void>()
      receiver.answer = () =>
        new Response(
          new ReadableStream({
            pull: (stream) => stream.enqueue(Buffer.alloc(8192, 'x\0')),
            cancel: () => cancelled.resolve(),
          }),
        )
      const { id } = await shop.hook(receiver.url, ['product.*'])
      await shop.product()
      await shop.deliver(shop.worker({ post: localPost(15_000) }))
      const [{ status, attempts }] = await shop.deliveries(id)
      expect(status).toBe('delivered')
      expect(attempts[0].response).toBe('x\uFFFD'.repeat(512))
      await cancelled.promise
    })

    test('that stops half-way the beginning is kept, and it counts', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      receiver.answer = () =>
        new Response(new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from('half')) }))
      const { id } = await shop.hook(receiver.url, ['product.*'])
      await shop.product()
      await shop.deliver(shop.worker({ post: localPost(50) }))
      const [{ status, attempts }] = await shop.deliveries(id)
      expect([status, attempts[0].response]).toEqual(['delivered', 'half'])
    })
  })

  describe('an endpoint', () => {
    test('that answers 410 is switched off, with an event', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      receiver.answer = () => new Response(null, { status: 410 })
      const { id } = await shop.hook(receiver.url, ['product.*'])
      const worker = shop.worker()
      await shop.product()
      await shop.deliver(worker)
      const { body } = await shop.get(`/webhooks/${id}`)
      expect(body).toMatchObject({ enabled: false, disabled_reason: 'gone' })
      expect((await shop.deliveries(id))[0].status).toBe('dead')
      expect(await eventsOf(shop, '&type=webhook.disabled')).toHaveLength(1)
      await shop.product()
      await shop.deliver(worker)
      expect(receiver.received).toHaveLength(1)
    })

    test('that has failed for five days is switched off, and what waits goes on later', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      receiver.answer = failing
      const { id } = await shop.hook(receiver.url, ['product.*'])
      const worker = shop.worker()
      for (let day = 0; day < 5; day++) {
        await shop.product()
        await shop.deliver(worker)
        expect((await shop.get(`/webhooks/${id}`)).body.enabled).toBe(true)
        shop.later(24 * HOUR_MS)
      }
      await shop.deliver(worker)
      const { body } = await shop.get(`/webhooks/${id}`)
      expect(body).toMatchObject({ enabled: false, disabled_reason: 'failing' })
      const told = await eventsOf(shop, '&type=webhook.disabled')
      expect(told.map((text) => JSON.parse(text).actor)).toEqual([{ type: 'system' }])

      receiver.answer = () => new Response('back again')
      const on = await shop.patch(`/webhooks/${id}`, { enabled: true })
      expect(on.body).toMatchObject({ enabled: true, disabled_reason: null, failing_since: null })
      shop.later(24 * HOUR_MS)
      await shop.deliver(worker)
      expect(await shop.deliveries(id, '&status=pending')).toEqual([])
    })

    test('that succeeds once in a while stays on', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['product.*'])
      const worker = shop.worker()
      for (let day = 0; day < 7; day++) {
        receiver.answer = day === 3 ? () => new Response('a good day') : failing
        await shop.product()
        await shop.deliver(worker)
        shop.later(24 * HOUR_MS)
      }
      expect((await shop.get(`/webhooks/${id}`)).body.enabled).toBe(true)
    })

    test('that is deleted gets nothing of what waits', async () => {
      const shop = await openHookShop(await database.open())
      const receiver = openReceiver()
      const { id } = await shop.hook(receiver.url, ['product.*'])
      await shop.product()
      await shop.delete(`/webhooks/${id}`)
      await shop.product()
      await shop.deliver(shop.worker())
      expect(receiver.received).toEqual([])
    })

    test('that hangs does not keep the others waiting', async () => {
      const shop = await openHookShop(await database.open())
      const [slow, fast] = [openReceiver(), openReceiver()]
      const held: (() => void)[] = []
      slow.answer = () =>
        new Promise((resolve) => held.push(() => resolve(new Response('at last'))))
      await shop.hook(slow.url, ['product.*'])
      await shop.hook(fast.url, ['product.*'])
      const errors: unknown[] = []
      const { db, tail, execute, clock } = shop
      const shared = { db, tail, execute, clock, ids: systemIds(), post: localPost(60_000) }
      const webhooks = startPeriodic([webhookDelivery(shared)], {
        now: clock.now,
        onError: (_, error) => errors.push(error),
      })
      for (let i = 0; i < 50; i++) await shop.product()
      await fast.reached(50)
      expect(slow.received.length).toBeLessThanOrEqual(10)
      slow.answer = () => new Response('at once')
      for (const release of held) release()
      await slow.reached(50)
      await webhooks.stop()
      expect(errors).toEqual([])
      expect(new Set(slow.received.map((one) => one.id)).size).toBe(50)
    })
  })

  test('an answer to what was erased meanwhile is not kept, and a retry sends it erased', async () => {
    const shop = await openHookShop(await database.open())
    const receiver = openReceiver()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    receiver.answer = async ({ text }) => {
      await released
      return new Response(text, { status: 500 })
    }
    const { id } = await shop.hook(receiver.url, ['order.placed'])
    const lines = [{ title: 'Tea', unit_price: 0, quantity: 1 }]
    const placed = await shop.post('/orders', { email: 'canary@x.example', lines })
    expect(placed.body.status).toBe('completed')
    await shop.tail.refresh()
    const worker = shop.worker({ post: localPost(60_000) })
    await worker.pass()
    await receiver.reached(1)
    expect(receiver.received[0]?.text).toContain('canary')
    expect((await shop.post(`/orders/${placed.body.id}/erase`, {})).status).toBe(200)
    release()
    await worker.settled()
    await shop.deliver(worker)
    const [first] = await shop.deliveries(id)
    expect(first.attempts).toMatchObject([{ status: 500, response: null }])
    shop.later(24 * HOUR_MS)
    await shop.deliver(worker)
    expect(receiver.received).toHaveLength(2)
    expect(receiver.received[1]?.text).not.toContain('canary')
    const [second] = await shop.deliveries(id)
    expect(second.attempts[1].response).toContain(placed.body.id)
    expect(JSON.stringify(second)).not.toContain('canary')
  })

  test('when it stops, an attempt under way is given back as if it had not been', async () => {
    const shop = await openHookShop(await database.open())
    const receiver = openReceiver()
    receiver.answer = () => new Promise(() => {})
    const { id } = await shop.hook(receiver.url, ['product.*'])
    await shop.product()
    await shop.tail.refresh()
    const stopping = shop.worker({ post: localPost(60_000) })
    await stopping.pass()
    await receiver.reached(1)
    await stopping.stop(0)
    receiver.answer = () => new Response('thank you')
    await shop.deliver(shop.worker())
    const [delivery] = await shop.deliveries(id)
    expect(delivery.attempts).toMatchObject([
      { status: null, error: 'orderd stopped before an answer came.' },
      { status: 200 },
    ])
  })
})

test('a name is called at the address that was judged, under its own name', async () => {
  const receiver = openReceiver()
  const { port } = new URL(receiver.url)
  const asked: string[] = []
  const addresses = createAddressRules({
    allowPrivate: true,
    resolve: async (name) => {
      asked.push(name)
      return ['127.0.0.1']
    },
  })
  const post: Post = createPost({ addresses })
  const url = `http://hooks.example:${port}/a/path?with=query`
  const posted = await post({ url, headers: {}, body: '{}' }, new AbortController().signal)
  expect(posted).toMatchObject({ status: 200, response: 'thank you' })
  expect(asked).toEqual(['hooks.example'])
  expect(receiver.received[0]?.headers.host).toBe(`hooks.example:${port}`)
})
