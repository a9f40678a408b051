import { beforeEach, expect, test } from 'bun:test'
import { testApp } from '../helpers/app.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

const MINUTE_MS = 60_000

eachDatabase(({ open }: TestDatabase) => {
  let editor: Editor

  beforeEach(async () => {
    editor = await openEditor(await open())
  })

  const track = async (token: string, headers: Record<string, string> = {}) => {
    await editor.tail.refresh()
    return editor.api.get(`/track/${token}`, { headers })
  }

  test('whoever has the link sees where the goods are, step by step', async () => {
    const order = await editor.order({
      shipping_address: { name: 'Jane Secret', line1: 'Hidden 1' },
    })
    const { status, headers, body } = await track(order.tracking_token)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      id: order.id,
      version: 1,
      number: '1001',
      status: 'pending',
      display_status: 'pending',
      fulfillment_status: 'unfulfilled',
      return_status: 'none',
      placed_at: '2026-11-22T12:00:00.000Z',
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      lines: [
        {
          sku: 'SKU-1',
          title: 'A thing',
          quantity: 2,
          cancelled: 0,
          shipped: 0,
          delivered: 0,
          returned: 0,
        },
      ],
      fulfillments: [],
      timeline: [{ type: 'order.placed', at: '2026-11-22T12:00:00.000Z' }],
    })

    editor.clock.advance(MINUTE_MS)
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/fulfillments`, {
      ship: true,
      lines: [{ line_id: order.lines[0].id, quantity: 1 }],
      carrier: 'Post',
      tracking: [{ number: 'JD01', url: 'https://post.example/JD01' }],
    })
    const shipped = (await track(order.tracking_token)).body
    expect(shipped).toMatchObject({
      status: 'confirmed',
      display_status: 'partially_shipped',
      lines: [{ quantity: 2, shipped: 1, delivered: 0 }],
      fulfillments: [
        {
          number: 1,
          status: 'shipped',
          carrier: 'Post',
          tracking: [{ number: 'JD01', url: 'https://post.example/JD01' }],
          shipped_at: '2026-11-22T12:01:00.000Z',
          delivered_at: null,
        },
      ],
    })
    expect(shipped.timeline.map(({ type }: { type: string }) => type)).toEqual([
      'order.placed',
      'order.confirmed',
      'fulfillment.created',
      'fulfillment.shipped',
    ])
  })

  test('nothing of money, people or what was written is in it', async () => {
    const address = { name: 'Jane Secret', line1: 'Hidden 1', city: 'Secretville' }
    const order = await editor.order({
      email: 'secret@example.com',
      phone: '+49 5551234',
      shipping_address: address,
      customer_note: 'secret note',
      tags: ['secret-tag'],
      metadata: { margin: 'secret' },
    })
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/notes`, { text: 'secret', visibility: 'customer' })
    await editor.post(`/orders/${order.id}/hold`, { reason: 'secret' })
    const { text, body } = await track(order.tracking_token)
    expect(body.display_status).toBe('on_hold')
    expect(text.toLowerCase()).not.toMatch(
      /secret|hidden|5551234|price|total|amount|currency|payment|note|email|2000/,
    )
  })

  test('a parcel that was given up is not shown', async () => {
    const order = await editor.order()
    await editor.post(`/orders/${order.id}/confirm`)
    const planned = await editor.post(`/orders/${order.id}/fulfillments`, {})
    const [{ id }] = planned.body.fulfillments
    await editor.post(`/orders/${order.id}/fulfillments/${id}/cancel`)
    expect((await track(order.tracking_token)).body.fulfillments).toEqual([])
  })

  test('people get a page with number, status and parcels, and nothing in it can run', async () => {
    const order = await editor.order({
      lines: [
        {
          title: '<script>alert(1)</script> & co',
          unit_price: 500,
          quantity: 1,
          requires_shipping: true,
        },
      ],
    })
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/fulfillments`, {
      ship: true,
      carrier: '"Post"',
      tracking: [{ number: 'JD<01>', url: 'https://post.example/?a=1&b="2"' }],
    })
    const { status, headers, text } = await track(order.tracking_token, {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/)
    expect(headers.get('vary')).toBe('Accept, Accept-Language')
    expect(text).toContain('<h1>Order 1001</h1>')
    expect(text).toContain('data-status="shipped">Shipped</p>')
    expect(text).toContain('1 × &lt;script&gt;alert(1)&lt;/script&gt; &amp; co')
    expect(text).toContain('JD&lt;01&gt;</a>')
    expect(text).toContain('href="https://post.example/?a=1&amp;b=&quot;2&quot;"')
    expect(text).not.toMatch(/<script>|style=|onload|example\.com/)
  })

  test('what is no token looks like what is not there', async () => {
    const order = await editor.order()
    const bodies = new Set<string>()
    for (const token of [
      'nobody',
      `${order.tracking_token}x`,
      order.id,
      '%20',
      "'--",
      'x'.repeat(500),
    ]) {
      const { status, body } = await track(token)
      expect(status).toBe(404)
      bodies.add(JSON.stringify({ ...body, request_id: '' }))
    }
    expect(bodies.size).toBe(1)
    expect((await track(`${order.tracking_token}?full=true`)).status).toBe(422)
  })

  test('a link carries its order, and only its own token opens it', async () => {
    const order = await editor.order()
    const other = await editor.order()
    const token = order.tracking_token
    expect(token).toHaveLength(44)
    const ofId = token.slice(0, 22)
    const last = token.endsWith('A') ? 'B' : 'A'
    for (const forged of [token.slice(0, -1) + last, ofId + other.tracking_token.slice(22)]) {
      expect((await track(forged)).status).toBe(404)
    }
    expect((await track(other.tracking_token)).body.id).toBe(other.id)
  })

  test('a link with a token of an earlier build, which carries no order, still opens', async () => {
    const order = await editor.order()
    const old = 'mib0q1x8h3kd93jd73jd83hs93jd83hs'
    await editor.db.write((tx) =>
      tx.run('UPDATE orders SET tracking_token = $1 WHERE id = $2', [old, order.id]),
    )
    expect((await track(old)).body.id).toBe(order.id)
    expect((await track(`${old.slice(0, -1)}t`)).status).toBe(404)
  })

  test('people are told so by a page, and where it may be, whatever they typed', async () => {
    for (const token of ['nobody', '%3Cscript%3Ealert(1)%3C%2Fscript%3E']) {
      const { status, headers, text } = await track(token, { accept: 'text/html,*/*;q=0.8' })
      expect(status).toBe(404)
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'none'; script-src 'self';/,
      )
      expect(headers.get('vary')).toBe('Accept, Accept-Language')
      expect(headers.get('x-request-id')).not.toBeNull()
      expect(text).toContain('<h1>There is no order at this address</h1>')
      expect(text).not.toMatch(/script|nobody/)
    }
  })

  test('an order that came to nothing, or came back, reads so', async () => {
    const read = async (token: string): Promise<{ state: string; text: string }> => {
      const { text } = await track(token, { accept: 'text/html' })
      return { state: /<p class="state"[^>]*>([^<]*)/.exec(text)?.[1] ?? '', text }
    }
    const cancelled = await editor.order()
    await editor.post(`/orders/${cancelled.id}/cancel`)
    const stopped = await read(cancelled.tracking_token)
    expect(stopped.state).toBe('Cancelled')
    expect(stopped.text).toContain('Nothing more will be sent.')
    expect(stopped.text).toContain('2 cancelled')
    expect(stopped.text).not.toContain('class="steps"')

    const order = await editor.order()
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/fulfillments`, { ship: true })
    const [{ id: line_id }] = order.lines
    const asked = await editor.post(`/orders/${order.id}/returns`, {
      lines: [{ line_id, quantity: 2 }],
    })
    const at = `/orders/${order.id}/returns/${asked.body.returns[0].id}`
    expect((await read(order.tracking_token)).text).toContain('A return is requested')
    await editor.post(`${at}/approve`)
    expect((await read(order.tracking_token)).text).toContain('The return is approved')
    await editor.post(`${at}/receive`, { lines: [{ line_id, received: 2 }], refund: true })
    const back = await read(order.tracking_token)
    expect(back.state).toBe('Returned and refunded')
    // It was never delivered: what turned round on the way is not on it any more.
    expect(back.text).toContain('2 × A thing</span> <span>2 returned</span>')
  })

  test('the page is in the language that its reader prefers, of those that orderd has', async () => {
    const order = await editor.order()
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/fulfillments`, { ship: true, carrier: 'Post' })
    const read = (token: string, accepted: string) =>
      track(token, { accept: 'text/html', 'accept-language': accepted })

    const { status, headers, text } = await read(order.tracking_token, 'de-AT,de;q=0.9,en;q=0.8')
    expect(status).toBe(200)
    expect(headers.get('content-language')).toBe('de')
    expect(text).toContain('<html lang="de">')
    expect(text).toContain('<h1>Bestellung 1001</h1>')
    expect(text).toContain('data-status="shipped">Versandt</p>')
    expect(text).toContain('Paket 1, Post</span>')
    expect(text).toContain('2 unterwegs')
    expect(text).toContain('<span>Bestellung eingegangen</span>')
    expect(text).toContain('>22.11.2026, 12:00</time>')
    expect(text).toContain('data-offline="Offline. Diese Seite ist')
    expect(text).not.toMatch(/Order|Parcel|Shipped|Items/)

    const absent = await read('nobody', 'de')
    expect([absent.status, absent.headers.get('content-language')]).toEqual([404, 'de'])
    expect(absent.text).toContain('Unter dieser Adresse gibt es keine Bestellung')

    for (const [accepted, language] of [
      ['en;q=0.5, de;q=0.7', 'de'],
      ['fr, de;q=0.2, en;q=0.1', 'de'],
      ['DE', 'de'],
      ['de;q=0, fr', 'en'],
      ['de;q=0.8, en', 'en'],
      ['fr, *', 'en'],
      ['de;q=x', 'en'],
      ['', 'en'],
    ] as const) {
      const page = await read(order.tracking_token, accepted)
      expect([accepted, page.headers.get('content-language')]).toEqual([accepted, language])
    }
  })

  test('caches are told that the answer depends on what is accepted', async () => {
    const order = await editor.order()
    for (const [accept, vary] of [
      ['text/html,*/*', 'Accept, Accept-Language'],
      ['application/json', 'Accept'],
    ] as const) {
      const { status, headers } = await track(order.tracking_token, { accept })
      expect([status, headers.get('vary')]).toEqual([200, vary])
    }
  })

  test('one address may not ask for ever', async () => {
    const order = await editor.order()
    const strict = await testApp(editor.db, { env: { ORDERD_RATE_LIMIT_USER: '3/min' } })
    const statuses: number[] = []
    for (const token of [order.tracking_token, 'guess', 'guess', 'guess']) {
      statuses.push((await strict.api.get(`/track/${token}`)).status)
    }
    expect(statuses).toEqual([200, 404, 404, 429])
  })
})
