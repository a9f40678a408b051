// The AsyncAPI document: valid by the published schema of AsyncAPI 3.0, complete, and true of what a
// real server says.

import { expect, test } from 'bun:test'
import schema from '@asyncapi/specs/schemas/3.0.0-without-$id.json'
import { Ajv } from 'ajv'
import { asyncApi } from '#modules/realtime/http/asyncapi.ts'
import { CLOSE_CODES } from '#modules/realtime/wire/protocol.ts'
import { createEditor } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import type { Frame } from '../helpers/live.ts'
import { serve } from '../helpers/live-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape, which is what is looked at
type Document = any

/** As a reader gets it: plain JSON. */
const document: Document = JSON.parse(JSON.stringify(asyncApi()))

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })

test('it is valid AsyncAPI 3.0', () => {
  const validate = ajv.compile(schema)
  validate(document)
  expect(validate.errors ?? []).toEqual([])
  expect(validate({ ...document, operations: { x: { action: 'shout' } } })).toBe(false)
})

test('every reference in it leads somewhere', () => {
  const targets: string[] = []
  JSON.stringify(document, (key, value) => {
    if (key === '$ref') targets.push(value)
    return value
  })
  const lost = targets.filter((target) => {
    const path = target.slice(2).split('/')
    return path.reduce((at: Document, key) => at?.[key], document) === undefined
  })
  expect(targets.length).toBeGreaterThan(40)
  expect(lost).toEqual([])
})

test('it names every close code and what to do about it', () => {
  for (const [reason, code] of Object.entries(CLOSE_CODES)) {
    expect(document.info.description).toMatch(new RegExp(`${code} ${reason}: (stop|get|resume)`))
  }
})

eachDatabase(({ name, open }) => {
  if (name !== 'sqlite') return

  test('it is served, and every frame of a real conversation is as it says', async () => {
    const app = await serve(await open())
    expect((await app.api.get('/docs/asyncapi.json')).body).toEqual(document)

    const { token } = await createEditor(app)
    const post = async (path: string, body: object) =>
      (await app.api.post(path, body, { as: token })).body
    await post('/products', { sku: 'A', title: 'A thing', price: 1000, on_hand: 5 })
    const order = await post('/orders', {
      email: 'a@example.com',
      lines: [{ sku: 'A', quantity: 1 }],
      draft: true,
    })
    await post('/orders', { email: 'a@example.com', lines: [{ sku: 'A', quantity: 1 }] })
    const socket = app.socket()
    await socket.ask({ op: 'auth', token })
    const track = { op: 'sub', sub: 't', topic: `track:${order.tracking_token}`, snapshot: true }
    await socket.ask(track)
    const filter = { status: 'pending' }
    await socket.ask({ op: 'sub', sub: 'o', topic: 'orders', filter, snapshot: true, limit: 1 })
    await socket.ask({ op: 'sub', sub: 'all', topic: 'orders', snapshot: true, limit: 1 })
    await socket.ask({ op: 'more', sub: 'all' })
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
    await socket.ask({ op: 'sub', sub: 'x', topic: 'nonsense' })
    await socket.ask({ op: 'sub', sub: 'y', topic: 'orders', filter: { status: 'lost' } })
    await post(`/orders/${order.id}/place`, {})
    await post('/stock/adjustments', { sku: 'A', delta: 1 })
    await socket.until((f) => JSON.stringify(f).includes('stock.changed'))
    app.clock.advance(14.5 * 60_000)
    await socket.until((f) => f.op === 'exp')
    app.drain()
    await socket.closed

    const payloads = document.components.messages
    const faults = socket.frames.flatMap((frame: Frame) => {
      const validate = ajv.compile(payloads[`server.${frame.op}`].payload)
      return validate(frame) ? [] : [{ frame, errors: validate.errors }]
    })
    expect(faults).toEqual([])
    const ops = [...new Set(socket.frames.map(({ op }) => op))].sort()
    expect(ops).toEqual(
      expect.arrayContaining(['bye', 'err', 'exp', 'hello', 'live', 'ok', 'snap']),
    )
    expect(ops.includes('ev') || ops.includes('evs')).toBe(true)
  })
})
