// Messages of sockets and topics of event streams, such as the protocol describes and others, by a customer
// who would like to follow what is another's. A run that fails prints its seed; ORDERD_TEST_SEED runs it
// again, and ORDERD_TEST_ROUNDS makes the run longer.

import { expect, test } from 'bun:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { asyncApi } from '#modules/realtime/http/asyncapi.ts'
import { CLOSE_CODES, FRAME_BYTES } from '#modules/realtime/wire/protocol.ts'
import { createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import type { Frame } from '../helpers/live.ts'
import { type Served, serve } from '../helpers/live-server.ts'

const ROUNDS = Number(process.env.ORDERD_TEST_ROUNDS ?? 3)
const { ORDERD_TEST_SEED } = process.env
const RUNS = {
  numRuns: ROUNDS * 40,
  ...(ORDERD_TEST_SEED === undefined ? {} : { seed: Number(ORDERD_TEST_SEED) }),
}

/** The customer who asks has one order; the other one is not theirs. */
interface Shop extends Served {
  token: string
  own: string
  others: { id: string; number: string; email: string }
}

async function openShop(served: Served): Promise<Shop> {
  const editor = await createEditor(served)
  const [owner, other] = [await registerUser(served), await registerUser(served)]
  await served.api.post(
    '/products',
    { sku: 'A', title: 'A thing', price: 1000, on_hand: 50 },
    { as: editor.token },
  )
  const order = async (as: string) =>
    (await served.api.post('/orders', { lines: [{ sku: 'A', quantity: 1 }] }, { as })).body
  const [own, others] = [await order(owner.token), await order(other.token)]
  const shop = {
    ...served,
    token: owner.token,
    own: own.id,
    others: { id: others.id, number: others.number, email: other.email },
  }
  // To staff it is shown, so the check below can see it.
  const seen = await served.api.get('/events?topic=orders', { as: editor.token })
  expect(leaked(shop, seen.body)).toBe(true)
  return shop
}

/** Whether a frame has what is another customer's; the request itself may come back in it. */
const leaked = ({ others }: Shop, { op, message, errors, sub, subs, ...frame }: Frame): boolean =>
  [others.number, others.email].some((word) => JSON.stringify(frame).includes(`"${word}"`))

const topics = ({ own, others }: Shop) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('orders.mine', `order:${own}`) },
    fc.constantFrom(
      ...['orders', 'orders.mine', 'stock', `order:${own}`, `order:${others.id}`, 'customer:1'],
      ...['', ':', 'order:', 'track:', 'orders:', 'track:%00', `order:${others.id}\u0000`],
      ...['__proto__', 'constructor', `order:${own},order:${others.id}`, `ORDER:${others.id}`],
      ...['orders.mine:1', 'order:*', "order:' OR 1=1 --", `order:order:${others.id}`],
    ),
    fc.string({ maxLength: 300, unit: 'binary' }),
  )

const cursors = fc.oneof(
  { weight: 4, arbitrary: fc.constant('now') },
  fc.constantFrom('now', '0', '-1', 'a:0', 'a:99999999999999999999', '1e9', ''),
  fc.string({ maxLength: 80 }),
)

const filters = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.constantFrom({}, { status: 'pending' }, { status: 'lost' }, { tag: 'x' }, { status: null }),
  fc.dictionary(fc.constantFrom('status', 'tag', 'source', '__proto__'), fc.jsonValue()),
)

/** As REQUESTS of the protocol says, or with one member of another kind. */
const messages = (shop: Shop): fc.Arbitrary<string> => {
  const id = fc.integer({ min: 1, max: 999 })
  const sub = fc.constantFrom('a', 'b', 'x'.repeat(64))
  const asked = fc.oneof(
    fc.record(
      {
        op: fc.constant('sub'),
        id,
        sub,
        topic: topics(shop),
        filter: filters,
        snapshot: fc.boolean(),
        after: cursors,
        limit: fc.integer({ min: 1, max: 500 }),
      },
      { requiredKeys: ['op', 'id', 'sub', 'topic'] },
    ),
    fc.record({ op: fc.constantFrom('unsub', 'more'), id, sub }),
    fc.record({ op: fc.constant('ping'), id }),
    fc.record({
      op: fc.constant('auth'),
      id,
      token: fc.oneof(fc.constant(shop.token), fc.string()),
    }),
  )
  const confused = fc
    .tuple(
      asked,
      fc.constantFrom('op', 'id', 'sub', 'topic', 'token', 'limit', 'x'),
      fc.jsonValue(),
    )
    .map(([frame, name, value]) => ({ ...frame, [name]: value }))
  return fc.oneof(
    { weight: 5, arbitrary: asked.map((frame) => JSON.stringify(frame)) },
    { weight: 4, arbitrary: confused.map((frame) => JSON.stringify(frame)) },
    { weight: 1, arbitrary: fc.oneof(fc.string({ unit: 'binary' }), fc.json()) },
    { weight: 1, arbitrary: fc.constant(`{"op":"${'x'.repeat(FRAME_BYTES)}"}`) },
  )
}

const ajv = new Ajv({ strict: false, validateFormats: false })
const { messages: payloads } = JSON.parse(JSON.stringify(asyncApi())).components
const schemas = new Map(
  Object.keys(payloads).map((name) => [name, ajv.compile(payloads[name].payload)]),
)

const faultsOf = (shop: Shop, frames: readonly Frame[]) =>
  frames.filter(
    (frame) =>
      frame.code === 'internal' ||
      leaked(shop, frame) ||
      schemas.get(`server.${frame.op}`)?.(frame) !== true,
  )

const LAST = 1_000_000
const errors = ({ logged }: Shop) => logged.filter((line) => line.includes('"level":"error"'))

eachDatabase(({ open }) => {
  test('a socket answers each message as the protocol says, and tells nothing of another’s', async () => {
    const shop = await openShop(await serve(await open()))
    const codes = new Set<number>(Object.values(CLOSE_CODES))
    const ops = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(messages(shop), { minLength: 1, maxLength: 12 }), async (texts) => {
        const socket = shop.socket({ headers: { authorization: `Bearer ${shop.token}` } })
        for (const text of texts) socket.send(text)
        // What comes after it is still served.
        socket.send({ op: 'sub', id: LAST, sub: 'last', topic: 'orders.mine' })
        const isLast = ({ op, id, sub }: Frame): boolean =>
          op === 'live' ? sub === 'last' : op === 'err' && id === LAST
        const end = await Promise.race([socket.until(isLast), socket.closed]).catch(
          () => socket.closed,
        )
        if (!('op' in end)) expect(codes).toContain(end.code as number)
        socket.close()
        await socket.closed
        for (const { op } of socket.frames) ops.add(op)
        expect(faultsOf(shop, socket.frames)).toEqual([])
      }),
      RUNS,
    )
    expect(errors(shop)).toEqual([])
    // The run has been where there is something to tell.
    expect([...ops]).toEqual(expect.arrayContaining(['ok', 'err', 'snap', 'live', 'bye']))
  }, 120_000)

  test('a stream and a poll take any topic, filter and cursor, and tell nothing of another’s', async () => {
    const shop = await openShop(await serve(await open()))
    const statuses = new Set<number>()
    const words = fc.oneof({ weight: 2, arbitrary: fc.constant('pending') }, fc.string())
    const asked = fc.record(
      { topic: topics(shop), after: cursors, status: words },
      { requiredKeys: ['topic'] },
    )
    await fc.assert(
      fc.asyncProperty(asked, fc.boolean(), async (query, isStream) => {
        const path = `/events${isStream ? '/stream' : ''}?${new URLSearchParams(query)}`
        const headers = { authorization: `Bearer ${shop.token}` }
        const response = await shop.app.handle(new Request(`http://localhost${path}`, { headers }))
        statuses.add(response.status)
        expect(response.status).toBeLessThan(500)
        const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream')
        if (isEndless) return response.body?.cancel()
        expect(leaked(shop, (await response.json()) as Frame)).toBe(false)
      }),
      RUNS,
    )
    expect(errors(shop)).toEqual([])
    expect([...statuses]).toEqual(expect.arrayContaining([200, 404, 422]))
  }, 120_000)
})
