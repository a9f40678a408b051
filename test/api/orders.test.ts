import { beforeEach, describe, expect, test } from 'bun:test'
import { readEvents } from '#events/log.ts'
import { loadExpirable } from '#modules/orders/store/orders.ts'
import { expireReservations } from '#workers/reservations.ts'
import {
  type Answered,
  createAdmin,
  createEditor,
  type Person,
  registerUser,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const MINUTE_MS = 60_000

eachDatabase(({ open }) => {
  let shop: TestApp
  let admin: Person
  let editor: Person
  let customer: Person

  beforeEach(async () => {
    shop = await testApp(await open())
    admin = await createAdmin(shop)
    editor = await createEditor(shop)
    customer = await registerUser(shop)
    await product('TEA', 450, 20)
    await product('CUP', 1250, 5)
  })

  const product = (sku: string, price: number, on_hand: number, more: object = {}) =>
    shop.api.post('/products', { sku, title: `A ${sku}`, price, on_hand, ...more }, as(admin))

  const as = (person: Person, headers: Record<string, string> = {}) => ({
    as: person.token,
    headers,
  })

  const place = (body: object = {}, person = editor, headers = {}): Promise<Answered> =>
    shop.api.post(
      '/orders',
      { email: 'bob@example.com', lines: [{ sku: 'TEA', quantity: 2 }], ...body },
      as(person, headers),
    )

  const step = (id: string, name: string, body: object = {}, headers = {}) =>
    shop.api.post(`/orders/${id}/${name}`, body, as(editor, headers))

  const stockOf = async (sku: string) =>
    (await shop.api.get(`/stock?sku=${sku}`, as(editor))).body.items[0]

  const events = async (after = 0) => {
    await shop.tail.refresh()
    const all = await readEvents(shop.db.read, shop.tail.epoch, after, 1_000)
    return all.map((event) => event.body())
  }

  const orderEvents = async (id: string) =>
    (await events()).filter((event) => event.order?.id === id)

  describe('placing', () => {
    test('answers 201 with the whole order, where it is and its version', async () => {
      const { status, headers, body } = await place()
      expect(status).toBe(201)
      expect(headers.get('location')).toBe(`/orders/${body.id}`)
      expect(headers.get('etag')).toBe('"1"')
      expect(body).toMatchObject({
        number: '1001',
        version: 1,
        status: 'pending',
        payment_status: 'unpaid',
        fulfillment_status: 'unfulfilled',
        display_status: 'pending',
        subtotal: 900,
        total: 900,
        due_total: 900,
        currency: 'EUR',
        email: 'bob@example.com',
        lines: [{ sku: 'TEA', quantity: 2, unit_price: 450, gross_total: 900 }],
      })
      expect(await shop.api.get(`/orders/${body.id}`, as(editor))).toMatchObject({ body })
    })

    test('takes stock and appends one event in the same version', async () => {
      const { body } = await place()
      expect(await stockOf('TEA')).toMatchObject({ on_hand: 20, reserved: 2, available: 18 })
      const [event, ...more] = await orderEvents(body.id)
      expect(more).toEqual([])
      expect(event).toMatchObject({
        type: 'order.placed',
        order: { id: body.id, version: 1, number: '1001', status: 'pending', total: 900 },
        actor: { type: 'user', id: editor.id },
      })
    })

    test('numbers orders from 1001 without a gap, also across refused ones', async () => {
      const numbers = []
      for (const quantity of [1, 1000, 1, 1000, 1]) {
        const { body } = await place({ lines: [{ sku: 'TEA', quantity }] })
        numbers.push(body.number)
      }
      expect(numbers.filter((n) => n !== undefined)).toEqual(['1001', '1002', '1003'])
    })

    test('is refused whole when something is short, and names every short sku', async () => {
      const { status, body } = await place({
        lines: [
          { sku: 'TEA', quantity: 15 },
          { sku: 'CUP', quantity: 6 },
          { sku: 'TEA', quantity: 15 },
        ],
      })
      expect(status).toBe(409)
      expect(body.code).toBe('insufficient_stock')
      expect([...body.short].sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual([
        { sku: 'CUP', requested: 6, available: 5 },
        { sku: 'TEA', requested: 30, available: 20 },
      ])
      expect(await stockOf('TEA')).toMatchObject({ reserved: 0 })
      expect((await events()).filter((event) => event.order)).toEqual([])
    })

    test('tells everything that is wrong at once, with its path', async () => {
      const { status, body } = await place({
        email: 7,
        colour: 'red',
        lines: [
          { sku: 'TEA', quantity: 0.5 },
          { sku: 'TEA', quantity: '2' },
          { quantity: 1, x: 1 },
        ],
      })
      expect(status).toBe(422)
      expect(body.code).toBe('validation')
      const paths = body.errors.map((e: { path: string }) => e.path)
      for (const path of ['email', 'colour', 'lines.0.quantity', 'lines.1.quantity', 'lines.2.x']) {
        expect(paths).toContain(path)
      }
    })

    test('refuses an unknown or inactive sku at its path', async () => {
      const gone = await product('OLD', 100, 1)
      await shop.api.patch(`/products/${gone.body.id}`, { active: false }, as(admin))
      const { status, body } = await place({
        lines: [
          { sku: 'TEA', quantity: 1 },
          { sku: 'NONE', quantity: 1 },
          { sku: 'OLD', quantity: 1 },
        ],
      })
      expect(status).toBe(422)
      expect(body.errors.map((e: { path: string }) => e.path)).toEqual([
        'lines.1.sku',
        'lines.2.sku',
      ])
    })

    test('refuses sums above 2^53 and unknown currencies with a 422', async () => {
      const much = { title: 'x', unit_price: Number.MAX_SAFE_INTEGER, quantity: 1 }
      const little = { ...much, unit_price: 1 }
      const one = { lines: [little, { ...much, quantity: 2 }] }
      const sum = { lines: [little, much] }
      const fee = { lines: [much], fees: [{ title: 'Gift wrap', amount: 1 }] }
      for (const [body, path] of [
        [one, 'lines.1'],
        [sum, 'total'],
        [fee, 'total'],
      ] as const) {
        expect(await place(body)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
      }
      expect(await place({ currency: 'XXQ' })).toMatchObject({ status: 422 })
      expect(await orderCount()).toBe(0)
    })

    test('takes an external id once, also without a source and at the same moment', async () => {
      const lines = [{ title: 'Talk', unit_price: 100, quantity: 1 }]
      for (const external of [
        { external_source: 'shop', external_id: '1' },
        { external_id: '1' },
      ]) {
        const body = { email: 'a@example.com', lines, ...external }
        const answers = await Promise.all(
          Array.from({ length: 6 }, () => shop.api.post('/orders', body, as(editor))),
        )
        const codes = answers.map(({ status, body: { code } }) => code ?? status)
        expect(codes.sort()).toEqual([201, ...Array(5).fill('duplicate_external_id')])
        const again = await shop.api.post('/orders', body, as(editor))
        const made = answers.find(({ status }) => status === 201)
        expect(again.body).toMatchObject({ status: 409, order_id: made?.body.id })
      }
    })

    test('of an order that owes nothing and ships nothing completes it at once', async () => {
      const lines = [{ title: 'A gift card', unit_price: 0, quantity: 1 }]
      const { body } = await place({ lines })
      expect(body).toMatchObject({ status: 'completed', payment_status: 'not_required' })
      const seen = await orderEvents(body.id)
      expect(seen.map((e) => e.type)).toEqual([
        'order.placed',
        'order.confirmed',
        'order.completed',
      ])
      expect(new Set(seen.map((e) => e.order?.version))).toEqual(new Set([1]))
    })

    test('with tax on top rounds each line, and the sums hold', async () => {
      const lines = [
        { title: 'a', unit_price: 2499, quantity: 1, tax_rate_ppm: 107_500 },
        { title: 'b', unit_price: 644, quantity: 1 },
      ]
      const { body } = await place({ lines })
      expect(body).toMatchObject({ tax_total: 269, total: 3412 })
      expect(body.tax_lines).toMatchObject([{ rate_ppm: 107_500, base: 2499, amount: 269 }])
    })
  })

  const orderCount = async () => (await shop.api.get('/orders', as(editor))).body.items.length

  describe('a draft', () => {
    test('has no number and takes no stock until it is placed', async () => {
      const { status, body } = await place({ draft: true })
      expect(status).toBe(201)
      expect(body).toMatchObject({ status: 'draft', number: null, placed_at: null })
      expect(await stockOf('TEA')).toMatchObject({ reserved: 0 })
      const placed = await step(body.id, 'place')
      expect(placed).toMatchObject({ status: 200, body: { status: 'pending', number: '1001' } })
      expect(await stockOf('TEA')).toMatchObject({ reserved: 2 })
      const types = (await orderEvents(body.id)).map((event) => event.type)
      expect(types).toEqual(['order.created', 'order.placed'])
    })

    test('takes the new price of a line that nobody priced, and only of that', async () => {
      const lines = [
        { sku: 'TEA', quantity: 1 },
        { sku: 'CUP', quantity: 1, unit_price: 1 },
      ]
      const { body } = await place({ draft: true, lines })
      const { items } = (await shop.api.get('/products?sku=TEA', as(admin))).body
      await shop.api.patch(`/products/${items[0].id}`, { price: 500 }, as(admin))
      const changed = await step(body.id, 'place', { expected_total: 451 })
      expect(changed).toMatchObject({ status: 409, body: { code: 'price_changed', total: 501 } })
      expect(await step(body.id, 'place', { expected_total: 501 })).toMatchObject({ status: 200 })
    })

    test('is deleted for good, a placed order never', async () => {
      const draft = (await place({ draft: true })).body
      expect(await shop.api.delete(`/orders/${draft.id}`, as(editor))).toMatchObject({
        status: 204,
      })
      expect(await shop.api.get(`/orders/${draft.id}`, as(editor))).toMatchObject({ status: 404 })
      const order = (await place()).body
      const refused = await shop.api.delete(`/orders/${order.id}`, as(editor))
      expect(refused).toMatchObject({ status: 409, body: { code: 'bad_transition' } })
    })
  })

  test('a quote has the order’s shape, tells what is short, and writes nothing', async () => {
    const lines = [{ sku: 'CUP', quantity: 7 }]
    const { status, body } = await shop.api.post('/orders/quote', { lines }, as(customer))
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: null, number: null, version: null, total: 8750 })
    expect(body.short).toEqual([{ sku: 'CUP', requested: 7, available: 5 }])
    expect(await orderCount()).toBe(0)
  })

  test('a quote of another total than the caller expects is a 409 with both', async () => {
    const body = { lines: [{ sku: 'CUP', quantity: 1 }], expected_total: 1200 }
    expect(await shop.api.post('/orders/quote', body, as(editor))).toMatchObject({
      status: 409,
      body: { code: 'price_changed', expected_total: 1200, total: 1250 },
    })
  })

  describe('life', () => {
    test('an order on hold is neither confirmed nor completed', async () => {
      const { id } = (await place()).body
      const refused = { status: 409, body: { code: 'on_hold', hold_reason: null } }
      await step(id, 'hold')
      expect(await step(id, 'confirm')).toMatchObject(refused)
      await step(id, 'release')
      await step(id, 'confirm')
      await step(id, 'hold')
      expect(await step(id, 'complete')).toMatchObject(refused)
    })

    test('confirm, hold, release and cancel each step the version by one', async () => {
      const { id } = (await place()).body
      const steps: [string, string, string][] = [
        ['confirm', 'confirmed', 'processing'],
        ['hold', 'confirmed', 'on_hold'],
        ['release', 'confirmed', 'processing'],
        ['cancel', 'cancelled', 'cancelled'],
      ]
      let version = 1
      for (const [name, status, display_status] of steps) {
        const { body, headers } = await step(id, name)
        version++
        expect(body).toMatchObject({ status, display_status, version })
        expect(headers.get('etag')).toBe(`"${version}"`)
      }
      expect(await stockOf('TEA')).toMatchObject({ on_hand: 20, reserved: 0 })
    })

    test('a step whose target is reached answers 200, changes nothing and appends nothing', async () => {
      const { id } = (await place()).body
      const first = await step(id, 'confirm')
      const before = (await events()).length
      const again = await step(id, 'confirm', {}, { 'if-match': '"1"' })
      expect(again).toMatchObject({ status: 200, text: first.text })
      expect((await events()).length).toBe(before)
    })

    test('a step that the table does not allow is a 409 that says from and to', async () => {
      const { id } = (await place()).body
      await step(id, 'cancel')
      const { status, body } = await step(id, 'confirm')
      expect(status).toBe(409)
      expect(body).toMatchObject({ code: 'bad_transition', from: 'cancelled', to: 'confirmed' })
    })

    test('an unpaid order expires at its hour and gives its stock back', async () => {
      const { id } = (await place()).body
      const sweep = () =>
        expireReservations({ read: shop.db.read, execute: shop.execute }, shop.clock.now())
      shop.clock.advance(15 * MINUTE_MS - 1)
      await sweep()
      expect(await stockOf('TEA')).toMatchObject({ reserved: 2 })
      shop.clock.advance(1)
      await sweep()
      const { body } = await shop.api.get(`/orders/${id}`, as(await refreshed(editor)))
      expect(body).toMatchObject({
        status: 'expired',
        payment_status: 'voided',
        credit_total: 900,
        due_total: 0,
      })
      expect((await orderEvents(id)).at(-1)).toMatchObject({
        type: 'order.expired',
        actor: { type: 'system' },
      })
    })
  })

  test('an order whose money is on its way outlives its hour and keeps no other waiting', async () => {
    const { id } = (await place()).body
    const payment = { kind: 'authorize', amount: 100 }
    await shop.api.post(`/orders/${id}/payments`, payment, as(editor))
    shop.clock.advance(16 * MINUTE_MS)
    const due = await loadExpirable(shop.db.read, shop.clock.now(), 1)
    expect(due).toEqual([])
  })

  const refreshed = async (person: Person): Promise<Person> => {
    const { body } = await shop.api.post('/users/refresh', { refresh_token: person.refresh })
    return { ...person, token: body.access_token, refresh: body.refresh_token }
  }

  describe('versions', () => {
    test('a stale If-Match is a 412 with the current version, before any 409', async () => {
      const { id } = (await place()).body
      await step(id, 'confirm')
      const stale = await step(id, 'hold', {}, { 'if-match': '"1"' })
      expect(stale).toMatchObject({ status: 412, body: { code: 'version_conflict' } })
      expect(stale.body.current_version).toBe(2)
      await step(id, 'cancel')
      expect(await step(id, 'hold', {}, { 'if-match': '"1"' })).toMatchObject({ status: 412 })
      expect(await step(id, 'hold', {}, { 'if-match': '"3"' })).toMatchObject({ status: 409 })
    })

    test('of two writers with one version exactly one wins', async () => {
      const { id } = (await place()).body
      const answers = await Promise.all([
        step(id, 'hold', {}, { 'if-match': '"1"' }),
        step(id, 'confirm', {}, { 'if-match': '"1"' }),
      ])
      expect(answers.map((a) => a.status).sort()).toEqual([200, 412])
    })
  })

  describe('an idempotency key', () => {
    const key = { 'idempotency-key': 'first-order' }

    test('makes one order of many tries, and every answer is byte-equal', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => place({}, editor, key)))
      expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]))
      expect(new Set(answers.map((a) => a.text)).size).toBe(1)
      const replays = answers.filter((a) => a.headers.get('idempotent-replayed') === 'true')
      expect(replays.length).toBe(19)
      expect(replays[0]?.headers.get('etag')).toBe('"1"')
      expect(replays[0]?.headers.get('location')).toBe(`/orders/${answers[0]?.body.id}`)
      expect(await orderCount()).toBe(1)
    })

    test('with another request is a 422', async () => {
      await place({}, editor, key)
      const other = await place({ lines: [{ sku: 'TEA', quantity: 3 }] }, editor, key)
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } })
    })

    test('is free again after a refusal', async () => {
      const lines = [{ sku: 'CUP', quantity: 6 }]
      expect(await place({ lines }, editor, key)).toMatchObject({ status: 409 })
      const adjustment = { sku: 'CUP', delta: 1 }
      await shop.api.post('/stock/adjustments', adjustment, as(editor))
      expect(await place({ lines }, editor, key)).toMatchObject({ status: 201 })
    })

    test('belongs to its caller', async () => {
      await place({}, editor, key)
      expect(await place({}, admin, key)).toMatchObject({ status: 201 })
      expect(await orderCount()).toBe(2)
    })

    test('replays a deletion too', async () => {
      const { id } = (await place({ draft: true })).body
      const once = await shop.api.delete(`/orders/${id}`, as(editor, key))
      const again = await shop.api.delete(`/orders/${id}`, as(editor, key))
      expect([once.status, again.status]).toEqual([204, 204])
      expect(again.headers.get('idempotent-replayed')).toBe('true')
    })
  })

  describe('a customer', () => {
    const order = (body: object = {}) =>
      shop.api.post('/orders', { lines: [{ sku: 'TEA', quantity: 1 }], ...body }, as(customer))

    test('orders for himself, at the catalogue’s price', async () => {
      const { status, body } = await order()
      expect(status).toBe(201)
      expect(body).toMatchObject({ email: customer.email, total: 450 })
      expect(body.customer_id).toMatch(/^cus_/)
    })

    test('may name no price, no other person, no tag: 422', async () => {
      const forbidden: object[] = [
        { lines: [{ sku: 'TEA', quantity: 1, unit_price: 1 }] },
        { lines: [{ title: 'x', unit_price: 1, quantity: 1 }] },
        { email: 'other@example.com' },
        { discounts: [{ title: 'mine', kind: 'fixed', amount: 100 }] },
        { tags: ['vip'] },
        { currency: 'EUR' },
      ]
      const lines = [{ sku: 'TEA', quantity: 1 }]
      for (const body of forbidden) {
        expect(await order(body)).toMatchObject({ status: 422 })
        const quote = await shop.api.post('/orders/quote', { lines, ...body }, as(customer))
        expect(quote).toMatchObject({ status: 422, body: { code: 'validation' } })
      }
    })

    test('sees none of what only staff may see', async () => {
      const { id } = (await order()).body
      await shop.api.patch(`/orders/${id}`, { tags: ['slow'], metadata: { a: 1 } }, as(editor))
      const { body } = await shop.api.get(`/orders/${id}`, as(customer))
      for (const field of ['tags', 'metadata', 'hold_reason', 'attention', 'created_by']) {
        expect(body).not.toHaveProperty(field)
      }
    })

    test('sees another’s order exactly as one that is not there', async () => {
      const { id } = (await place()).body
      const absent = id.replace(/.{4}$/, '0000')
      const strip = (a: Answered) => ({ ...a.body, request_id: '' })
      for (const path of ['', '/cancel', '/place']) {
        const send = (which: string) =>
          path === ''
            ? shop.api.get(`/orders/${which}`, as(customer))
            : shop.api.post(`/orders/${which}${path}`, {}, as(customer))
        const [other, none] = [await send(id), await send(absent)]
        expect(other.status).toBe(404)
        expect(strip(other)).toEqual(strip(none))
      }
      expect((await shop.api.get('/orders', as(customer))).body.items).toEqual([])
    })

    test('cancels an unpaid order of his own and commands nothing else', async () => {
      const { id } = (await order()).body
      for (const name of ['confirm', 'hold', 'release', 'complete', 'reopen', 'archive']) {
        const refused = await shop.api.post(`/orders/${id}/${name}`, {}, as(customer))
        expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      }
      const cancelled = await shop.api.post(`/orders/${id}/cancel`, {}, as(customer))
      expect(cancelled).toMatchObject({ status: 200, body: { cancel_reason: 'customer' } })
    })
  })

  describe('the list', () => {
    test('pages newest first without repeating or skipping', async () => {
      const ids = []
      for (let i = 0; i < 7; i++) ids.unshift((await place()).body.id)
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const path: string = `/orders?limit=3${cursor ? `&cursor=${cursor}` : ''}`
        const { body } = await shop.api.get(path, as(editor))
        seen.push(...body.items.map((o: { id: string }) => o.id))
        cursor = body.next_cursor
      }
      expect(seen).toEqual(ids)
    })

    test('filters on stored columns, several values being an or', async () => {
      const [a, b, c] = [(await place()).body, (await place()).body, (await place()).body]
      await step(b.id, 'confirm')
      await step(c.id, 'cancel')
      await shop.api.patch(`/orders/${a.id}`, { tags: ['gift'] }, as(editor))
      const found = async (query: string) =>
        (await shop.api.get(`/orders?${query}`, as(editor))).body.items
          .map((o: { number: string }) => o.number)
          .sort()
      expect(await found('status=pending')).toEqual([a.number])
      expect(await found('status=confirmed,cancelled')).toEqual([b.number, c.number])
      expect(await found('tag=gift')).toEqual([a.number])
      expect(await found('sku=TEA&display_status=processing')).toEqual([b.number])
      expect(await found('email=BOB@example.com')).toEqual([a.number, b.number, c.number])
      expect(await found('total_min=901')).toEqual([])
      expect(await found('created_from=2020-01-01&created_to=2020-01-02')).toEqual([])
    })

    test('refuses what it does not know with the parameter’s path', async () => {
      const { status, body } = await shop.api.get('/orders?status=odd&limit=0&page=2', as(editor))
      expect(status).toBe(422)
      expect(body.errors.map((e: { path: string }) => e.path)).toContain('query.page')
      const odd = await shop.api.get('/orders?status=odd&total_min=x', as(editor))
      expect(odd.body.errors.map((e: { path: string }) => e.path)).toEqual([
        'query.status',
        'query.total_min',
      ])
      for (const query of ['created_from=2026-02-30', 'on_hold=true&on_hold=false']) {
        const { body } = await shop.api.get(`/orders?${query}`, as(editor))
        expect(body.errors).toMatchObject([{ path: `query.${query.split('=', 1)}` }])
      }
    })

    test('refuses a cursor of another filter with 400', async () => {
      for (let i = 0; i < 3; i++) await place()
      const { body } = await shop.api.get('/orders?limit=1', as(editor))
      const path = `/orders?limit=1&status=pending&cursor=${body.next_cursor}`
      expect(await shop.api.get(path, as(editor))).toMatchObject({
        status: 400,
        body: { code: 'malformed' },
      })
    })

    test('finds every word, the last one as a beginning, and takes no syntax', async () => {
      await product('ÜBER-9', 100, 50, { title: 'Crème Brûlée torch' })
      const { number } = (await place({ lines: [{ sku: 'ÜBER-9', quantity: 1 }] })).body
      await place()
      const found = async (q: string) =>
        (await shop.api.get(`/orders?q=${encodeURIComponent(q)}`, as(editor))).body.items.map(
          (o: { number: string }) => o.number,
        )
      for (const q of ['creme', 'brul', 'torch creme', 'uber 9', number, 'BOB cre']) {
        expect(await found(q)).toEqual(q === number ? [number] : [number])
      }
      for (const q of ['"', '* OR *', 'torch NOT creme', "' OR 1=1 --", 'a:b', 'creme)']) {
        expect((await found(q)).length).toBeLessThanOrEqual(1)
      }
      expect((await found('bob')).length).toBe(2)
    })

    test('finds words of any length and script, and keeps an order of too many', async () => {
      const titles = ['a'.repeat(500), '한'.repeat(500), '㌀'.repeat(500), '𝔘'.repeat(250)]
      for (const title of titles) {
        const { number } = (await place({ lines: [{ title, unit_price: 1, quantity: 1 }] })).body
        for (const q of [title.slice(0, 200), title.slice(0, 20)]) {
          const found = await shop.api.get(`/orders?q=${encodeURIComponent(q)}`, as(editor))
          expect(found.body.items).toMatchObject([{ number }])
        }
      }
      const words = (n: number) => Array.from({ length: 100 }, (_, i) => `㌀㌀㌀㌀${n * 100 + i}`)
      const lines = Array.from({ length: 500 }, (_, n) => ({
        title: words(n).join(' ').slice(0, 500),
        unit_price: 1,
        quantity: 1,
      }))
      const { number } = (await place({ lines })).body
      for (const word of ['㌀㌀㌀㌀0', '㌀㌀㌀㌀9930']) {
        const found = await shop.api.get(`/orders?q=${encodeURIComponent(word)}`, as(editor))
        expect(found.body.items).toMatchObject([{ number }])
      }
    })
  })

  test('the timeline tells who did what, oldest first, before and after', async () => {
    const { id } = (await place()).body
    await step(id, 'confirm')
    await step(id, 'notes', { text: 'Called the customer.' })
    await shop.tail.refresh()
    const { status, body } = await shop.api.get(`/orders/${id}/events`, as(admin))
    expect(status).toBe(200)
    expect(body.items).toMatchObject([
      { type: 'order.placed', actor: { type: 'user', id: editor.id } },
      { type: 'order.confirmed', change: { status: ['pending', 'confirmed'] } },
      { type: 'order.note_added', change: { note: [null, 'Called the customer.'] } },
    ])
    expect(body.next_cursor).toBeNull()
  })

  test('a placed order cannot lose whose it is, nor its address where the shop requires one', async () => {
    const { id } = (await place()).body
    const patch = (fields: object) => shop.api.patch(`/orders/${id}`, fields, as(editor))
    const nobody = await patch({ email: null })
    expect([nobody.status, nobody.body.errors[0].path]).toEqual([422, 'email'])
    expect((await patch({ shipping_address: { city: 'Bonn' } })).status).toBe(200)
    await shop.api.patch('/settings', { require_address: true }, as(admin))
    const nowhere = await patch({ shipping_address: null })
    expect([nowhere.status, nowhere.body.errors[0].path]).toEqual([422, 'shipping_address'])
    const { body } = await patch({ email: 'carol@example.com', phone: '1' })
    expect(body).toMatchObject({ email: 'carol@example.com', shipping_address: { city: 'Bonn' } })
  })

  test('a duplicate is a new draft that says where it comes from', async () => {
    const { id } = (await place({ customer_note: 'ring twice' })).body
    const { status, body } = await step(id, 'duplicate')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'draft',
      origin_order_id: id,
      total: 900,
      customer_note: 'ring twice',
    })
  })

  test('a bulk command gives each order a result of its own', async () => {
    const [a, b] = [(await place()).body.id, (await place()).body.id]
    await step(b, 'cancel')
    const absent = a.replace(/.{4}$/, '0000')
    const request = { ids: [a, b, absent, 'junk'], command: 'confirm' }
    const { status, body } = await shop.api.post('/orders/bulk', request, as(editor))
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { id: a, status: 200, order: { status: 'confirmed' } },
      { id: b, status: 409, error: { code: 'bad_transition' } },
      { id: absent, status: 404, error: { code: 'not_found' } },
      { id: 'junk', status: 404 },
    ])
  })

  test('racing buyers get exactly what there is', async () => {
    const lines = [
      { sku: 'CUP', quantity: 1 },
      { sku: 'CUP', quantity: 1 },
    ]
    const answers = await Promise.all(Array.from({ length: 12 }, () => place({ lines })))
    const placed = answers.filter((a) => a.status === 201)
    expect(placed.length).toBe(2)
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201, 409]))
    expect(await stockOf('CUP')).toMatchObject({ on_hand: 5, reserved: 4, available: 1 })
  })

  describe('a coupon', () => {
    const coupon = (body: object) =>
      shop.api.post('/coupons', { code: 'TEN', kind: 'percent', ...body }, as(editor))

    test('takes its percentage off and is counted once for each order', async () => {
      await coupon({ rate_ppm: 100_000 })
      const { body } = await place({ discounts: [{ code: 'ten' }] })
      expect(body).toMatchObject({ discount_total: 90, total: 810 })
      const used = async () => (await shop.api.get('/coupons', as(editor))).body.items[0].used
      expect(await used()).toBe(1)
      await step(body.id, 'cancel')
      expect(await used()).toBe(0)
    })

    test('counts once on an order, however it is written', async () => {
      await coupon({ rate_ppm: 100_000 })
      const { status, body } = await place({ discounts: [{ code: 'ten' }, { code: 'TEN' }] })
      expect([status, body.code, body.coupon]).toEqual([409, 'coupon_invalid', 'TEN'])
      expect((await shop.api.get('/coupons', as(editor))).body.items[0].used).toBe(0)
    })

    test('with one use left goes to one of many racing orders', async () => {
      await coupon({ rate_ppm: 100_000, usage_limit: 1 })
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => place({ discounts: [{ code: 'TEN' }] })),
      )
      expect(answers.filter((a) => a.status === 201).length).toBe(1)
      const refused = answers.filter((a) => a.status === 409)
      expect(new Set(refused.map((a) => a.body.code))).toEqual(new Set(['coupon_invalid']))
    })
  })
})
