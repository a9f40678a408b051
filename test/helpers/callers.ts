// The callers of an API, each with a token: a customer with an order, another customer, an editor, an
// admin, and API keys. Their accounts need no password hash, which is slow.

import type { Db } from '#db/port.ts'
import { type Role, SCOPES, type Scope } from '#domain/access.ts'
import { claimsOf } from './access-tokens.ts'
import { createPerson, registerUser, type TestApp, testApp } from './app.ts'

export const ACTORS = [
  'anonymous',
  'owner',
  'other',
  'editor',
  'admin',
  'weak key',
  'strong key',
] as const
export type Actor = (typeof ACTORS)[number]

export interface Callers extends TestApp {
  /** Their tokens; none for the anonymous. */
  tokens: Record<Actor, string | undefined>
  /** What a path's parameters stand for when the thing is there. */
  things: Record<string, string>
}

/** An account of that role, signed in. */
export async function enter(
  app: TestApp,
  role: Role,
  name: string,
): Promise<{ id: number; token: string; session: string }> {
  const given = { name, email: `${name}@example.com` }
  const { id, token } = await (role === 'user'
    ? registerUser(app, given)
    : createPerson(app, role, given))
  return { id, token, session: String(claimsOf(token).sid) }
}

/** `lacking` is the scope that the weak key does not have. */
export async function openCallers(db: Db, lacking?: Scope): Promise<Callers> {
  const app = await testApp(db)
  const admin = await enter(app, 'admin', 'admin')
  const editor = await enter(app, 'editor', 'editor')
  const owner = await enter(app, 'user', 'owner')
  const other = await enter(app, 'user', 'other')

  const make = async (as: string, path: string, body: object) => {
    const made = await app.api.post(path, body, { as })
    if (made.status !== 201) throw new Error(`${path}: ${made.text}`)
    return made.body
  }
  const key = (name: string, scopes: readonly Scope[]) =>
    make(admin.token, '/api-keys', { name, scopes })
  const weak = await key(
    'weak',
    SCOPES.filter((scope) => scope !== lacking),
  )
  const strong = await key('strong', SCOPES)
  const spare = await key('spare', SCOPES)
  const product = await make(editor.token, '/products', {
    sku: 'SKU-1',
    title: 'A thing',
    price: 1000,
    on_hand: 10,
  })
  const location = await make(editor.token, '/locations', { name: 'Cellar' })
  const customer = await make(editor.token, '/customers', { name: 'Guest' })
  const coupon = await make(editor.token, '/coupons', {
    code: 'TEN',
    kind: 'percent',
    rate_ppm: 100_000,
  })
  const method = await make(editor.token, '/shipping-methods', {
    code: 'post',
    title: 'Post',
    price: 500,
  })
  const webhook = await make(admin.token, '/webhooks', {
    url: 'https://8.8.8.8/hooks',
    events: ['order.*'],
  })
  const view = await make(editor.token, '/views', { name: 'Everything', shared: true })
  const order = await make(owner.token, '/orders', { lines: [{ sku: 'SKU-1', quantity: 1 }] })

  return {
    ...app,
    tokens: {
      anonymous: undefined,
      owner: owner.token,
      other: other.token,
      editor: editor.token,
      admin: admin.token,
      'weak key': weak.key,
      'strong key': strong.key,
    },
    things: {
      '/users/:id': String(owner.id),
      '/users/me/sessions/:id': owner.session,
      '/api-keys/:id': spare.id,
      '/products/:id': product.id,
      '/products/by-sku/:sku': product.sku,
      '/locations/:id': location.id,
      '/customers/:id': customer.id,
      '/coupons/:id': coupon.id,
      '/shipping-methods/:id': method.id,
      '/orders/:id': order.id,
      '/track/:token': order.tracking_token,
      '/views/:id': view.id,
      '/webhooks/:id': webhook.id,
    },
  }
}
