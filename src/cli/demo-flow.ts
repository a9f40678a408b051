// The simulated flow: people order, pay and cancel; the shop ships and restocks. All of it goes through the
// API, and only orders with the tag `demo` are changed.

import type { Api } from './api.ts'
import { SAMPLE_CITIES, SAMPLE_CUSTOMERS, SAMPLE_PRODUCTS, SAMPLE_STREETS } from './demo-shop.ts'
import { between, chance, integer, pick, pickSome } from './random.ts'

const TAG = 'demo'
const RESTOCK_BELOW = 6

interface DemoOrder {
  id: string
  status: string
  fulfillment_status: string
  captured_total: number
  fulfillments: { id: string; status: string }[]
}

type Step = (api: Api, order: DemoOrder) => Promise<DemoOrder>

/** Seconds before each step of an order: from, to. */
const WAITS = { pay: [4, 14], ship: [8, 22], deliver: [10, 30], cancel: [6, 12] } as const

export interface Flow {
  /** One new order, as a stranger would place it. */
  place(): Promise<void>
  /** Takes the steps that are due, one of each order. */
  advance(now: number): Promise<void>
  /** Restocks products that run low. */
  restock(): Promise<void>
  /** Takes over the orders of the previous run. */
  resume(now: number): Promise<void>
}

export function createFlow(api: Api): Flow {
  const waiting = new Map<string, { order: DemoOrder; step: keyof typeof STEPS; at: number }>()

  /** Plans the next step of an order; none where it is done or left to expire. */
  function plan(order: DemoOrder, now: number): void {
    waiting.delete(order.id)
    const step = nextStep(order)
    if (step === null) return
    const [low, high] = WAITS[step]
    waiting.set(order.id, { order, step, at: now + between(low, high) * 1000 })
  }

  return {
    async place() {
      const order = await api.call<DemoOrder>('POST', '/orders', newOrder())
      plan(order, Date.now())
    },
    async advance(now) {
      const due = [...waiting.values()].filter(({ at }) => at <= now)
      for (const { order, step } of due) {
        waiting.delete(order.id)
        plan(await STEPS[step](api, order), now)
      }
    },
    async restock() {
      const { items } = await api.call<{ items: { sku: string; available: number }[] }>(
        'GET',
        '/stock?limit=200',
      )
      const ours = new Set(SAMPLE_PRODUCTS.map(({ sku }) => sku))
      for (const { sku, available } of items) {
        if (!ours.has(sku) || available >= RESTOCK_BELOW) continue
        const delivery = { sku, delta: integer(20, 50), reason: 'delivery' }
        await api.call('POST', '/stock/adjustments', delivery)
      }
    },
    async resume(now) {
      const { items } = await api.call<{ items: DemoOrder[] }>(
        'GET',
        `/orders?tag=${TAG}&status=pending,confirmed&limit=100`,
      )
      for (const order of items) plan(order, now)
    },
  }
}

function nextStep(order: DemoOrder): keyof typeof STEPS | null {
  if (order.status === 'pending') {
    if (chance(0.08)) return 'cancel'
    // Some never pay: their stock comes back at the end of the hold time.
    return chance(0.94) ? 'pay' : null
  }
  if (order.status === 'confirmed' && order.fulfillment_status === 'unfulfilled') return 'ship'
  return order.fulfillments.some(({ status }) => status === 'shipped') ? 'deliver' : null
}

const on = (path: string, body: () => object): Step => {
  return (api, { id }) => api.call('POST', `/orders/${id}${path}`, body())
}

const STEPS = {
  pay: on('/payments', () => ({
    kind: 'sale',
    provider: 'demo',
    method: pick(['card', 'wallet', 'transfer']),
    // 6 of 100 payments fail; the order waits for another try.
    status: chance(0.06) ? 'failure' : 'success',
  })),
  ship: on('/fulfillments', () => ({
    ship: true,
    carrier: 'Parcel & Sons',
    tracking: [{ number: `PS${integer(100_000_000, 999_999_999)}` }],
  })),
  deliver: (api, { id, fulfillments }) => {
    const shipped = fulfillments.find(({ status }) => status === 'shipped')
    return api.call('POST', `/orders/${id}/fulfillments/${shipped?.id}/deliver`)
  },
  cancel: on('/cancel', () => ({ reason: 'customer' })),
} satisfies Record<keyof typeof WAITS, Step>

function newOrder(): object {
  const name = pick(SAMPLE_CUSTOMERS)
  const line1 = `${pick(SAMPLE_STREETS)} ${integer(1, 80)}`
  return {
    email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
    lines: pickSome(SAMPLE_PRODUCTS, integer(1, 3)).map(({ sku }) => ({
      sku,
      quantity: integer(1, 3),
    })),
    shipping: [{ title: 'Parcel', price: chance(0.3) ? 0 : 490, tax_rate_ppm: 190_000 }],
    shipping_address: { name, line1, ...pick(SAMPLE_CITIES) },
    tags: [TAG],
  }
}
