// Clients at work: each takes orders through their life, one request after the other, and repeats a request under
// its key until it is answered. One request in eight is bad and has to be refused.

import { isSuccess, type Recorded, type Recorder, type Target } from './recorder.ts'

export interface Load {
  /** Resolves when this many more writes are acknowledged. Rejects after a minute without one. */
  more(count: number): Promise<void>
  /** Ends after the requests under way; those without an answer stay undecided. */
  stop(): Promise<void>
}

export interface LoadOptions {
  recorder: Recorder
  /** Asked before each attempt: a server that comes back may have another port. */
  target: () => Target
  clients?: number
  skus: readonly string[]
}

const CLIENTS = 8
const RETRY_MS = 20
const PATIENCE_MS = 60_000

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!

const BAD: readonly (readonly [method: string, path: string, body: unknown])[] = [
  ['POST', '/orders', { lines: [] }],
  ['POST', '/orders', { lines: [{ sku: 'NO-SUCH-SKU', quantity: 1 }] }],
  ['POST', '/orders', { lines: [{ title: 'Tea', unit_price: -1, quantity: 1 }] }],
  ['POST', '/orders', { lines: [{ title: 'Tea', unit_price: 1, quantity: 1e300 }] }],
  ['POST', '/orders', { lines: [{ title: 'Tea', unit_price: '1', quantity: 1 }] }],
  ['POST', '/orders', { lines: [{ title: 'Tea', unit_price: 1, quantity: 1 }], total: 1 }],
  ['POST', '/orders', '{"lines":[{"title":"Tea",'],
  ['POST', '/orders', '['.repeat(5_000)],
  ['POST', '/orders/ord_00000000000000000000000000/confirm', {}],
  ['PATCH', '/orders/..%2f..%2fsettings', { tags: [] }],
  ['POST', '/stock/adjustments', { sku: 'NO-SUCH-SKU', delta: 1 }],
  ['POST', '/stock/adjustments', { sku: 'NO-SUCH-SKU', delta: 1.5 }],
]

export function startLoad({ recorder, target, skus, clients = CLIENTS }: LoadOptions): Load {
  let isOver = false

  /** null: the load ended first, or the request was refused. */
  async function surely(method: string, path: string, body: unknown): Promise<Recorded | null> {
    const request = await recorder.send(target(), method, path, body)
    while (request.status === null || request.status === 503) {
      if (isOver) return null
      await Bun.sleep(RETRY_MS)
      await recorder.again(target(), request)
    }
    if (!isSuccess(request)) throw new Error(`${path} ${request.status}: ${request.text}`)
    return request
  }

  async function live(): Promise<void> {
    const lines = [
      { sku: pick(skus), quantity: 1 + Math.floor(Math.random() * 3) },
      { title: 'Repair', unit_price: 2_500, quantity: 1 },
    ]
    const placed = await surely('POST', '/orders', { email: 'jane@example.com', lines })
    if (placed === null) return
    const { id, total } = JSON.parse(placed.text) as { id: string; total: number }
    const steps: [method: string, path: string, body: unknown][] = [
      ['PATCH', '', { tags: [placed.key] }],
      ['POST', '/notes', { text: 'Fragile' }],
      ...pick<[string, string, unknown][]>([
        [['POST', '/confirm', {}]],
        [['POST', '/cancel', { reason: 'customer' }]],
        [
          ['POST', '/payments', { kind: 'sale', amount: total }],
          ['POST', '/cancel', { reason: 'customer', refund: 'all' }],
        ],
        [],
      ]),
    ]
    for (const [method, path, body] of steps) {
      if (isOver || (await surely(method, `/orders/${id}${path}`, body)) === null) return
    }
    if (!isOver) await surely('POST', '/stock/adjustments', { sku: pick(skus), delta: 5 })
    if (!isOver) await recorder.sendBad(target(), ...pick(BAD))
  }

  const working = Array.from({ length: clients }, async () => {
    while (!isOver) await live()
  })
  // A client that is refused is reported by stop() or more().
  const all = Promise.all(working)
  all.catch(() => {})

  return {
    async more(count) {
      const start = recorder.acknowledged().length
      const reached = async (): Promise<void> => {
        const since = performance.now()
        while (recorder.acknowledged().length < start + count) {
          if (performance.now() - since > PATIENCE_MS) throw new Error('nothing is acknowledged')
          await Bun.sleep(5)
        }
      }
      await Promise.race([reached(), all])
    },
    async stop() {
      isOver = true
      await all
    },
  }
}

/** Sends the undecided requests again until each is decided. */
export async function settle(recorder: Recorder, target: Target): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const open = recorder.undecided()
    if (open.length === 0) return
    if (performance.now() > deadline) throw new Error(`${open[0]!.path} is not decided`)
    await Promise.all(open.map((request) => recorder.again(target, request)))
    await Bun.sleep(RETRY_MS)
  }
}
