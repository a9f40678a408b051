// A shop with an admin who sets up webhooks, and a worker that a test drives by hand.

import type { Db } from '#db/port.ts'
import { systemIds } from '#lib/ids.ts'
import { createAddressRules } from '#lib/outbound-address.ts'
import { createPost, type Post } from '#lib/outbound-http.ts'
import type { Tracing } from '#lib/tracing.ts'
import { createWebhookWorker, type WebhookWorker } from '#workers/webhooks.ts'
import { type Answered, createAdmin, signIn, type TestApp, testApp } from './app.ts'
import { type FakeClock, fakeClock } from './clock.ts'

export interface HookShop extends TestApp {
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  get(path: string): Promise<Answered>
  patch(path: string, body: unknown): Promise<Answered>
  delete(path: string): Promise<Answered>
  /** A new endpoint: its id and secret. */
  hook(url: string, events?: string[]): Promise<{ id: string; secret: string }>
  /** Any event of the catalogue: the sku of a new product. */
  product(): Promise<string>
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  deliveries(webhookId: string, query?: string): Promise<any[]>
  worker(options?: { post?: Post; onResult?: () => void }): WebhookWorker
  /** Passes until nothing is due and nothing under way. */
  deliver(worker: WebhookWorker): Promise<void>
  /** Time goes by; the admin's token outlives it. */
  later(ms: number): void
  /** The admin signs in again: an event about an account. */
  signIn(): Promise<void>
}

/** Addresses of this machine are allowed; an attempt may take a second. */
export const localPost = (timeoutMs = 1_000): Post =>
  createPost({ addresses: createAddressRules({ allowPrivate: true }), timeoutMs })

export async function openHookShop(
  db: Db,
  options: { env?: Record<string, string>; clock?: FakeClock; tracing?: Tracing } = {},
): Promise<HookShop> {
  const { env = { ORDERD_WEBHOOK_ALLOW_PRIVATE: 'true' }, clock = fakeClock(), tracing } = options
  const patience = { ORDERD_ACCESS_TOKEN_TTL: '999d', ORDERD_REFRESH_TOKEN_TTL: '999d' }
  const app = await testApp(db, {
    env: { ...patience, ...env },
    clock,
    ...(tracing === undefined ? {} : { tracing }),
  })
  const admin = await createAdmin(app)
  const { token } = await signIn(app, admin.email)
  let products = 0
  const ids = systemIds()

  const shop: HookShop = {
    ...app,
    post: (path, body, headers) => app.api.post(path, body, { as: token, headers }),
    get: (path) => app.api.get(path, { as: token }),
    patch: (path, body) => app.api.patch(path, body, { as: token }),
    delete: (path) => app.api.delete(path, { as: token }),
    async hook(url, events = ['*']) {
      const made = await shop.post('/webhooks', { url, events })
      if (made.status !== 201) throw new Error(made.text)
      return made.body
    },
    async product() {
      products += 1
      const sku = `SKU-${products}`
      const made = await shop.post('/products', { sku, title: 'A thing', price: 1000 })
      if (made.status !== 201) throw new Error(made.text)
      return sku
    },
    async deliveries(webhookId, query = '') {
      const { body } = await shop.get(`/webhooks/${webhookId}/deliveries?limit=200${query}`)
      return body.items
    },
    worker({ post = localPost(), onResult } = {}) {
      const shared = { db, tail: app.tail, execute: app.execute, clock, ids, post }
      const optional = { ...(onResult ? { onResult } : {}), ...(tracing ? { tracing } : {}) }
      return createWebhookWorker({ ...shared, random: () => 0, ...optional })
    },
    async deliver(worker) {
      await app.tail.refresh()
      let hasMore = true
      while (hasMore) {
        hasMore = await worker.pass()
        await worker.settled()
      }
    },
    later: (ms) => clock.advance(ms),
    async signIn() {
      await signIn(app, admin.email)
    },
  }
  return shop
}
