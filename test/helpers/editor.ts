// An editor of a shop: the real application with an account signed in, a few products in stock and
// orders to work on, all through HTTP.

import type { Db } from '#db/port.ts'
import type { EventBody } from '#events/event.ts'
import { type Answered, createEditor, registerUser, signIn, type TestApp, testApp } from './app.ts'
import { reached } from './log.ts'

export interface Editor extends TestApp {
  /** A request of the editor's. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  patch(path: string, body: object): Promise<Answered>
  get(path: string): Promise<Answered>
  /** A product with 10 on hand for 10.00, unless told otherwise. */
  product(fields?: object): Promise<string>
  /** A pending order of two units of a new product, unless told otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  order(fields?: object): Promise<any>
  /** What is on hand and reserved of a sku. */
  shelf(sku: string): Promise<[onHand: number, reserved: number]>
  /** Types of the order's events since the last call, oldest first. */
  news(orderId: string): Promise<string[]>
  /** All that was told of the order, once it is numbered. */
  events(orderId: string): Promise<EventBody[]>
  /** Time goes by, and the editor signs in again: a token does not last that long. */
  later(ms: number): Promise<void>
  /** Somebody of role `user`: a caller of their own. */
  customer(): Promise<{ as: string }>
}

export async function openEditor(db: Db): Promise<Editor> {
  const app = await testApp(db)
  const account = await createEditor(app)
  let { token } = account
  let products = 0
  const seen = new Map<string, number>()

  const editor: Editor = {
    ...app,
    post: (path, body, headers) => app.api.post(path, body, { as: token, headers }),
    patch: (path, body) => app.api.patch(path, body, { as: token }),
    get: (path) => app.api.get(path, { as: token }),
    async product(fields = {}) {
      products += 1
      const body = { sku: `SKU-${products}`, title: 'A thing', price: 1000, on_hand: 10, ...fields }
      const made = await editor.post('/products', body)
      if (made.status !== 201) throw new Error(made.text)
      return made.body.sku
    },
    async order(fields = {}) {
      const lines = 'lines' in fields ? [] : [{ sku: await editor.product(), quantity: 2 }]
      const made = await editor.post('/orders', { email: 'buyer@example.com', lines, ...fields })
      if (made.status !== 201) throw new Error(made.text)
      return made.body
    },
    async shelf(sku) {
      const { items } = (await editor.get(`/stock?sku=${sku}`)).body
      const sum = (field: string) =>
        items.reduce((total: number, level: Record<string, number>) => total + level[field]!, 0)
      return [sum('on_hand'), sum('reserved')]
    },
    async events(orderId) {
      const logged = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
      await reached(app.tail, logged?.n ?? 0)
      return (await editor.get(`/orders/${orderId}/events?limit=200`)).body.items
    },
    async news(orderId) {
      const all = await editor.events(orderId)
      const fresh = all.slice(seen.get(orderId) ?? 0)
      seen.set(orderId, all.length)
      return fresh.map(({ type }) => type)
    },
    async later(ms) {
      app.clock.advance(ms)
      token = (await signIn(app, account.email)).token
    },
    async customer() {
      const person = await registerUser(app)
      return { as: person.token }
    },
  }
  return editor
}
