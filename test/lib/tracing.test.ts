// Traces: which spans there are, what they hang on, and what they leave out.

import { expect, test } from 'bun:test'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { parseTraceparent } from '#lib/trace-context.ts'
import { createTracing } from '#lib/tracing.ts'
import { createAdmin, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openHookShop } from '../helpers/webhooks.ts'

const CLIENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

function recorder() {
  const exporter = new InMemorySpanExporter()
  const tracing = createTracing(new SimpleSpanProcessor({ exporter }))
  return {
    tracing,
    spans: () =>
      exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        id: span.spanContext().spanId,
        trace: span.spanContext().traceId,
        parent: span.parentSpanContext?.spanId ?? null,
        attributes: span.attributes,
        status: span.status.code,
        text: JSON.stringify([span.name, span.attributes, span.status]),
      })),
    clear: () => exporter.reset(),
  }
}

eachDatabase(({ name, open }) => {
  test('a request, its command and its commit are one trace', async () => {
    const { tracing, spans, clear } = recorder()
    const app = await testApp(await open(), { tracing })
    const { token } = await createAdmin(app)
    clear()
    const product = { sku: 'TEA', title: 'Green tea', price: 1290, currency: 'EUR' }
    const made = await app.api.post('/products', product, { as: token })
    expect(made.status).toBe(201)
    const find = (wanted: string) => spans().find((span) => span.name === wanted)
    const request = find('POST /products')
    const command = find('product.create')
    expect(request).toMatchObject({
      parent: null,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/products',
        'http.response.status_code': 201,
        'orderd.request_id': made.headers.get('x-request-id'),
      },
    })
    expect(command).toMatchObject({ parent: request?.id, attributes: { 'orderd.result': 'done' } })
    // The server of PostgreSQL has the disk, and says nothing of its time.
    expect(find('commit')?.parent).toBe(name === 'sqlite' ? command?.id : undefined)
    expect([command?.trace, find('commit')?.trace ?? request?.trace]).toEqual([
      request?.trace,
      request?.trace,
    ])
    const logged = app.logged.map((line) => JSON.parse(line))
    const line = logged.find(({ route, method }) => `${method} ${route}` === 'POST /products')
    expect(line.trace_id).toBe(request?.trace)
  })

  test('the trace of a client goes on, as far as it is recorded', async () => {
    const { tracing, spans, clear } = recorder()
    const app = await testApp(await open(), { tracing })
    const { token } = await createAdmin(app)
    clear()
    const place = (sku: string, traceparent: string) =>
      app.api.post(
        '/products',
        { sku, title: 'Green tea', price: 1290, currency: 'EUR' },
        { as: token, headers: { traceparent } },
      )
    await place('ONE', CLIENT)
    const [first] = spans().filter((span) => span.name === 'POST /products')
    expect(first).toMatchObject({
      trace: '4bf92f3577b34da6a3ce929d0e0e4736',
      parent: '00f067aa0ba902b7',
    })
    clear()
    await place('TWO', CLIENT.replace(/01$/, '00'))
    expect(spans()).toEqual([])
  })

  test('a webhook belongs to the request of its event, and tells its receiver', async () => {
    const { tracing, spans, clear } = recorder()
    const shop = await openHookShop(await open(), { tracing })
    const seen: Record<string, string>[] = []
    const worker = shop.worker({
      post: async ({ headers }) => {
        seen.push(headers)
        return { status: 500, error: null, response: 'no', duration_ms: 1 }
      },
    })
    await shop.hook('https://shop.example/hooks/secret-path?key=secret-key', ['product.*'])
    clear()
    await shop.product()
    await worker.pass()
    await worker.settled()
    const request = spans().find((span) => span.name === 'POST /products')
    const webhook = spans().find((span) => span.name === 'webhook')
    expect(webhook).toMatchObject({
      trace: request?.trace,
      parent: request?.id,
      status: 2,
      attributes: { 'http.response.status_code': 500, 'server.address': 'shop.example' },
    })
    expect(webhook?.text).not.toContain('secret')
    expect(seen[0]?.traceparent).toBe(`00-${webhook?.trace}-${webhook?.id}-01`)
  })

  test('no span has a password, a token, an e-mail or a value of a path', async () => {
    const { tracing, spans } = recorder()
    const app = await testApp(await open(), { tracing })
    const account = { email: 'canary@example.com', password: 'tall green canary' }
    const registered = await app.api.post('/users', { ...account, name: 'Canary' })
    expect(registered.status).toBe(201)
    const signedIn = await app.api.post('/users/login', account)
    expect(signedIn.status).toBe(200)
    await app.api.get('/orders/ord_01jd0000000000000000000000', { as: signedIn.body.access_token })
    await app.api.get('/nothing/canary?token=canary')
    const all = spans().map(({ text }) => text)
    expect(all.length).toBeGreaterThanOrEqual(5)
    expect(all.join('\n')).not.toMatch(/canary|ord_01jd/)
    expect(all.join('\n')).not.toContain(signedIn.body.access_token)
  })
})

test('a header that names no trace is none', () => {
  expect(parseTraceparent(CLIENT)?.isSampled).toBe(true)
  const broken = [
    null,
    '',
    'x',
    CLIENT.slice(1),
    CLIENT.replace(/-[^-]*-01$/, `-${'0'.repeat(16)}-01`),
    CLIENT.toUpperCase(),
    CLIENT.replace('00-', 'ff-'),
    `${CLIENT}-more`,
    `${CLIENT}0`,
    // Two headers.
    `${CLIENT}, ${CLIENT}`,
    `${CLIENT.replace('00-', '01-')}0`,
  ]
  for (const header of [...broken, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
    expect(parseTraceparent(header)).toBeNull()
  }
  expect(parseTraceparent(`${CLIENT.replace('00-', '01-')}-more`)?.isSampled).toBe(true)
})
