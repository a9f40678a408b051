// Who gets in where: every route, everybody who may knock, and the answer. A route that is not in
// here fails the tests, so nobody adds a door without saying whose it is.
//
// A cell is 401, 403, 404, or `in`: let through, whatever comes of it. The columns are those of
// ACTORS: anonymous, the owner of the thing, another customer, editor, admin, an API key without the
// scope, one with every scope. `there` asks for the owner's thing, `absent` for one that is not.

import type { Scope } from '#domain/access.ts'

export interface Row {
  there: string
  /** Routes with an id in their path alone. */
  absent?: string
  /** What the weak key lacks. */
  scope?: Scope
}

const open: Row = { there: ' in  in  in  in  in  in  in' }
const person: Row = { there: '401  in  in  in  in 403 403' }
const admins: Row = { there: '401 403 403 403  in 403 403' }
/** Refused to everybody who comes over the network. */
const operator: Row = { there: '401 403 403 403 403 403 403' }
const oneForAdmins: Row = { ...admins, absent: '401 403 403 403 404 403 403' }
const ownSession: Row = {
  there: '401  in 404 404 404 403 403',
  absent: '401 404 404 404 404 403 403',
}

const staff = (scope: Scope): Row => ({ scope, there: '401 403 403  in  in 403  in' })
const oneForStaff = (scope: Scope): Row => ({
  ...staff(scope),
  absent: '401 403 403 404 404 403 404',
})
/** Part of a thing that is there, where the part itself is not. */
const partForStaff = (scope: Scope): Row => ({
  scope,
  there: '401 403 403 404 404 403 404',
  absent: '401 403 403 404 404 403 404',
})
const ownPart = (scope: Scope): Row => ({
  scope,
  there: '401 404 404 404 404 403 404',
  absent: '401 404 404 404 404 403 404',
})
/** Admins and keys: webhooks alone. */
const hooks: Row = { scope: 'webhooks:write', there: '401 403 403 403  in 403  in' }
const oneHook: Row = { ...hooks, absent: '401 403 403 403 404 403 404' }
const partOfHook: Row = {
  scope: 'webhooks:write',
  there: '401 403 403 403 404 403 404',
  absent: '401 403 403 403 404 403 404',
}
const everybody = (scope: Scope): Row => ({ scope, there: '401  in  in  in  in 403  in' })
const oneForEverybody = (scope: Scope): Row => ({
  ...everybody(scope),
  absent: '401 404 404 404 404 403 404',
})
/** Another customer's is as good as absent. */
const own = (scope: Scope): Row => ({
  scope,
  there: '401  in 404  in  in 403  in',
  absent: '401 404 404 404 404 403 404',
})

export const MATRIX: Record<string, Row> = {
  'GET /': open,
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  'GET /dashboard': open,
  'GET /dashboard/*': open,
  'GET /docs': open,
  'GET /docs/json': open,
  'GET /docs/asyncapi.json': open,
  'GET /docs/start.js': open,
  'GET /docs/swagger-ui.css': open,
  'GET /docs/swagger-ui-bundle.js': open,

  'GET /settings': admins,
  'GET /shop': person,
  'PATCH /settings': admins,

  'GET /backups': admins,
  'POST /backups': admins,

  'POST /users': open,
  // Without a link, a password or a refresh token: let through by the guard, refused inside.
  'POST /users/setup': open,
  'POST /users/login': open,
  'POST /users/refresh': open,
  'POST /users/logout': person,
  'GET /users/me': person,
  'PATCH /users/me': person,
  'GET /users/me/sessions': person,
  'DELETE /users/me/sessions': person,
  'GET /users/me/sessions/:id': ownSession,
  'DELETE /users/me/sessions/:id': ownSession,
  'GET /users': admins,
  'GET /users/:id': oneForAdmins,
  'PATCH /users/:id': oneForAdmins,

  'POST /api-keys': admins,
  'GET /api-keys': admins,
  'GET /api-keys/:id': oneForAdmins,
  'PATCH /api-keys/:id': oneForAdmins,
  'DELETE /api-keys/:id': oneForAdmins,
  'POST /api-keys/:id/confirm': oneForAdmins,

  'POST /products': staff('catalog:write'),
  'GET /products': everybody('catalog:read'),
  'GET /products/:id': oneForEverybody('catalog:read'),
  'PATCH /products/:id': oneForStaff('catalog:write'),
  'DELETE /products/:id': oneForStaff('catalog:write'),
  // An upsert: what is not there will be.
  'PUT /products/by-sku/:sku': staff('catalog:write'),
  'POST /products/import': staff('catalog:write'),

  'GET /stock': staff('catalog:read'),
  'POST /stock/adjustments': staff('stock:write'),
  'GET /stock/movements': staff('catalog:read'),
  'GET /locations': staff('catalog:read'),
  'POST /locations': staff('stock:write'),
  'GET /locations/:id': oneForStaff('catalog:read'),
  'PATCH /locations/:id': oneForStaff('stock:write'),

  'POST /customers': staff('customers:write'),
  'GET /customers': staff('customers:read'),
  'GET /customers/:id': oneForStaff('customers:read'),
  'PATCH /customers/:id': oneForStaff('customers:write'),
  'GET /customers/:id/orders': oneForStaff('orders:read'),
  'GET /customers/:id/export': oneForStaff('customers:read'),
  'POST /customers/:id/erase': oneForAdmins,
  'GET /orders/:id/export': oneForStaff('customers:read'),
  'POST /orders/:id/erase': oneForAdmins,
  'POST /privacy/export': staff('customers:read'),
  'POST /privacy/erase': admins,
  'POST /customers/import': staff('customers:write'),

  'GET /currencies': open,
  'POST /coupons': staff('catalog:write'),
  'GET /coupons': staff('catalog:read'),
  'GET /coupons/:id': oneForStaff('catalog:read'),
  'PATCH /coupons/:id': oneForStaff('catalog:write'),
  'POST /shipping-methods': staff('catalog:write'),
  'GET /shipping-methods': everybody('catalog:read'),
  'GET /shipping-methods/:id': oneForEverybody('catalog:read'),
  'PATCH /shipping-methods/:id': oneForStaff('catalog:write'),

  'POST /orders': everybody('orders:write'),
  'POST /orders/quote': everybody('orders:write'),
  'GET /orders': everybody('orders:read'),
  'GET /orders/export': everybody('orders:read'),
  'POST /orders/bulk': staff('orders:write'),
  'POST /orders/import': staff('orders:write'),
  'GET /orders/:id': own('orders:read'),
  'GET /orders/:id/events': own('orders:read'),
  'PATCH /orders/:id': own('orders:write'),
  'DELETE /orders/:id': own('orders:write'),
  'POST /orders/:id/place': own('orders:write'),
  'POST /orders/:id/cancel': own('orders:write'),
  'POST /orders/:id/notes': oneForStaff('orders:write'),
  'POST /orders/:id/duplicate': oneForStaff('orders:write'),
  'POST /orders/:id/hold': oneForStaff('orders:write'),
  'POST /orders/:id/release': oneForStaff('orders:write'),
  'POST /orders/:id/confirm': oneForStaff('orders:write'),
  'POST /orders/:id/complete': oneForStaff('orders:write'),
  'POST /orders/:id/reopen': oneForStaff('orders:write'),
  'POST /orders/:id/resolve': oneForStaff('orders:write'),
  'POST /orders/:id/archive': oneForStaff('orders:write'),
  'POST /orders/:id/unarchive': oneForStaff('orders:write'),

  'POST /orders/:id/payments': oneForStaff('orders:write'),
  'POST /orders/:id/payments/:payment_id/capture': partForStaff('orders:write'),
  'POST /orders/:id/payments/:payment_id/void': partForStaff('orders:write'),
  'POST /orders/:id/payments/:payment_id/refund': partForStaff('orders:write'),
  'POST /orders/:id/payments/:payment_id/chargeback': partForStaff('orders:write'),
  'POST /orders/:id/payments/:payment_id/chargeback-reversal': partForStaff('orders:write'),
  'POST /orders/:id/transactions/:transaction_id/resolve': partForStaff('orders:write'),

  'POST /orders/:id/fulfillments': oneForStaff('orders:write'),
  'POST /orders/:id/fulfillments/:fulfillment_id/pack': partForStaff('orders:write'),
  'POST /orders/:id/fulfillments/:fulfillment_id/ship': partForStaff('orders:write'),
  'POST /orders/:id/fulfillments/:fulfillment_id/deliver': partForStaff('orders:write'),
  'POST /orders/:id/fulfillments/:fulfillment_id/cancel': partForStaff('orders:write'),
  'POST /orders/:id/fulfillments/:fulfillment_id/tracking': partForStaff('orders:write'),

  'POST /orders/:id/returns': own('orders:write'),
  'POST /orders/:id/returns/:return_id/approve': partForStaff('orders:write'),
  'POST /orders/:id/returns/:return_id/reject': partForStaff('orders:write'),
  'POST /orders/:id/returns/:return_id/receive': partForStaff('orders:write'),
  'POST /orders/:id/returns/:return_id/close': partForStaff('orders:write'),
  'POST /orders/:id/returns/:return_id/cancel': ownPart('orders:write'),

  // Whoever has the link.
  'GET /track/:token': { ...open, absent: '404 404 404 404 404 404 404' },

  'POST /orders/:id/edits': oneForStaff('orders:write'),

  'GET /reports/sales': staff('reports:read'),
  'GET /reports/summary': staff('reports:read'),
  'GET /reports/products': staff('reports:read'),
  'GET /reports/funnel': staff('reports:read'),

  'POST /views': staff('orders:write'),
  'GET /views': staff('orders:read'),
  'GET /views/:id': oneForStaff('orders:read'),
  'PATCH /views/:id': oneForStaff('orders:write'),
  'DELETE /views/:id': oneForStaff('orders:write'),

  // Who may see what is decided by the topic; a socket signs in by its first message, a stream also by ticket.
  'GET /realtime': open,
  'POST /realtime/tickets': everybody('orders:read'),
  'GET /events': everybody('orders:read'),
  'GET /events/stream': { there: '401  in  in  in  in  in  in' },

  'POST /webhooks': hooks,
  'GET /webhooks': hooks,
  'GET /webhooks/:id': oneHook,
  'PATCH /webhooks/:id': oneHook,
  'DELETE /webhooks/:id': oneHook,
  'POST /webhooks/:id/test': oneHook,
  'POST /webhooks/:id/rotate-secret': oneHook,
  'GET /webhooks/:id/deliveries': oneHook,
  'GET /webhooks/:id/deliveries/:delivery_id': partOfHook,
  'POST /webhooks/:id/deliveries/:delivery_id/redeliver': partOfHook,

  'POST /operator/users': operator,
  'POST /operator/users/find': operator,
  'POST /operator/users/password': operator,
  'POST /operator/epoch': operator,
}
