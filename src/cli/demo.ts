// `serve --demo`: sample products in an empty shop, an API key, and a flow of orders. The sample data is
// marked, and the shop is marked as the demo's, so that the flow never runs beside other orders.

import type { Periodic } from '#app.ts'
import type { Log } from '#lib/log.ts'
import type { Api } from './api.ts'
import { createFlow, type Flow } from './demo-flow.ts'
import { SAMPLE_PRODUCTS } from './demo-shop.ts'
import { Failure } from './failure.ts'
import { between } from './random.ts'

export interface Demo {
  /** A new API key, valid for a day. */
  key: string
  flow: Periodic
}

const KEY_NAME = 'demo'
const KEY_TTL_MS = 24 * 60 * 60_000
const KEY_SCOPES = ['orders:read', 'orders:write', 'catalog:read', 'stock:write', 'customers:read']
/** Between two orders. */
const ORDER_EVERY_MS = [2_000, 6_000] as const

export async function openDemo(api: Api, log: Log): Promise<Demo> {
  for (const product of SAMPLE_PRODUCTS) await makeProduct(api, product)
  const key = await makeKey(api)
  const flow = createFlow(api)
  await flow.resume(Date.now())
  return { key, flow: paced(flow, log) }
}

/** A product that exists is not changed. */
async function makeProduct(api: Api, product: (typeof SAMPLE_PRODUCTS)[number]): Promise<void> {
  const { items } = await api.call<{ items: unknown[] }>('GET', `/products?sku=${product.sku}`)
  if (items.length > 0) return
  await api.call('POST', '/products', { ...product, metadata: { sample: true } })
}

/** Replaces the key of the previous run. */
async function makeKey(api: Api): Promise<string> {
  const { items } = await api.call<{ items: { id: string; name: string }[] }>('GET', '/api-keys')
  for (const { id, name } of items) {
    if (name === KEY_NAME) await api.call('DELETE', `/api-keys/${id}`)
  }
  const expires = new Date(Date.now() + KEY_TTL_MS).toISOString()
  const made = await api.call<{ key: string }>('POST', '/api-keys', {
    name: KEY_NAME,
    scopes: KEY_SCOPES,
    expires_at: expires,
  })
  return made.key
}

/** A pass takes the steps that are due and places an order where its time has come. */
function paced(flow: Flow, log: Log): Periodic {
  let nextOrderAt = 0

  /** A refusal is normal: a person may have changed the order. The flow goes on. */
  async function tolerate(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof Failure) log.debug('demo', { refused: error.message })
      else log.error('demo', { error })
    }
  }

  return {
    name: 'demo',
    everyMs: 1_000,
    async pass(now) {
      await tolerate(() => flow.advance(now))
      if (now < nextOrderAt) return
      nextOrderAt = now + between(...ORDER_EVERY_MS)
      await tolerate(() => flow.restock())
      await tolerate(() => flow.place())
    },
  }
}
