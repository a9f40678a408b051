// The measured requests, as the bytes of HTTP, and the calls that prepare a shop.

import type { Target } from './target.ts'

type Signed = Pick<Target, 'token'>

const SKUS = ['TEA', 'CUP', 'POT'] as const

export const post =
  (path: string, body: object) =>
  ({ token }: Signed): string => {
    const text = JSON.stringify(body)
    return [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${token}`,
      'Idempotency-Key: @KEY@',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n')
  }

export const get =
  (path: string) =>
  ({ token }: Signed): string =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`

const order = {
  email: 'bench@example.com',
  lines: SKUS.map((sku) => ({ sku, quantity: 1 })),
}

/** An order of three lines. */
export const place = post('/orders', order)
/** One unit of one product, which all buyers want. */
export const placeOne = post('/orders', { ...order, lines: order.lines.slice(0, 1) })
/** An order of three lines, paid and with that confirmed. */
export const placePaid = post('/orders', { ...order, payment: { kind: 'sale', method: 'card' } })
export const readOne = get('/orders/@ID@')
export const listPage = get('/orders?status=pending&limit=50')

/** One call outside the measured load; throws at a refusal. */
export async function call<T>(
  { port, token }: Pick<Target, 'port' | 'token'>,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    // A backup of a large shop takes minutes.
    timeout: false,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Three products with more stock than a run sells, and that many orders; their ids. */
export async function fillShop(
  target: Pick<Target, 'port' | 'token'>,
  count: number,
): Promise<string[]> {
  for (const sku of SKUS) {
    const product = { sku, title: `A ${sku}`, price: 450, on_hand: 1_000_000_000 }
    await call(target, '/products', product)
  }
  return placeOrders(target, count)
}

export async function placeOrders(
  target: Pick<Target, 'port' | 'token'>,
  count: number,
): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const some = Array.from({ length: Math.min(50, count - ids.length) }, () =>
      call<{ id: string }>(target, '/orders', order),
    )
    for (const { id } of await Promise.all(some)) ids.push(id)
  }
  return ids
}

/** Pays and ships an order, as a shop does it. */
export async function payAndShip(target: Target, id: string): Promise<void> {
  await call(target, `/orders/${id}/payments`, { kind: 'sale', method: 'card' })
  const parcel = { carrier: 'DHL', tracking: [{ number: 'JD014600003SE' }], ship: true }
  await call(target, `/orders/${id}/fulfillments`, parcel)
}
