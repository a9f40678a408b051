// The opening of a simulated shop: its admin, its goods, and its webhooks.

import { updateUserByAdmin } from '#modules/users/commands.ts'
import { registerUser } from '../helpers/app.ts'
import type { FakeClock } from '../helpers/clock.ts'
import type { Node } from './node.ts'
import type { Things } from './operations.ts'

/** The goods on the shelf that the model follows, by SKU. */
export const STOCKED: ReadonlyMap<string, number> = new Map([
  ['TEA', 20],
  ['CUP', 10],
])

interface Opened extends Things {
  /** Of an admin. */
  token: string
  /** A webhook that is not changed. */
  steady: string
}

const YEAR_MS = 365 * 86_400_000
const OPERATOR = { caller: { kind: 'operator' }, requestId: 'simulation' } as const

export async function openShop({ app }: Node, clock: FakeClock): Promise<Opened> {
  const person = await registerUser(
    {
      execute: app.execute,
      mint: (claims) => app.tokens.sign({ ...claims, expires_at: clock.now() + YEAR_MS }),
      clock,
    },
    { name: 'Ada Admin', email: 'ada@example.com' },
  )
  await app.execute(updateUserByAdmin, { id: person.id, role: 'admin' }, OPERATOR)
  const make = async (path: string, body: object): Promise<string> => {
    const response = await app.app.handle(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
    if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`)
    return ((await response.json()) as { id: string }).id
  }
  const tea = { sku: 'TEA', title: 'Tea', price: 1250, on_hand: 20, tax_rate_ppm: 200_000 }
  const product = await make('/products', tea)
  await make('/products', { sku: 'CUP', title: 'Cup', price: 499, on_hand: 10, backorder_limit: 2 })
  const file = { requires_shipping: false, backorder_limit: 3, on_hand: 2 }
  await make('/products', { sku: 'FILE', title: 'File', price: 300, ...file })
  const coupon = { code: 'TWO', kind: 'fixed', amount: 200, minimum: 1700, usage_limit: 2 }
  await make('/coupons', coupon)
  const steady = await make('/webhooks', {
    url: 'http://127.0.0.1/a',
    events: ['order.*', 'payment.*', 'fulfillment.*', 'return.*'],
  })
  const webhook = await make('/webhooks', { url: 'http://127.0.0.1/b', events: ['*'] })
  return { token: person.token, product, webhook, steady }
}
