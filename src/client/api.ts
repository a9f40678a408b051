// The routes of the API, a line each. Their types come from the OpenAPI document (types.ts), so that a wrong
// line does not compile.

import type { CallOptions, Request } from './request.ts'
import { type AnswerOf, createBinder, type QueryOf, readAnswer } from './route.ts'
import type { RawBody } from './types.ts'

/** The file of an import. A stream is sent once, without a retry. */
export interface ImportFile {
  body: RawBody
  type: 'text/csv' | 'application/x-ndjson'
}

type ImportKey = 'POST /orders/import' | 'POST /products/import' | 'POST /customers/import'

/** The timeout of imports and backups: an hour. */
const LONG_MS = 3_600_000

/** Functions by module: `client.orders.cancel(id, { reason })`. Each rejects with OrderdError. */
export type Api = ReturnType<typeof createApi>

export function createApi(request: Request) {
  const { call, find, send } = createBinder(request)

  const upload =
    <K extends ImportKey>(key: K) =>
    async (file: ImportFile, query?: QueryOf<K>): Promise<AnswerOf<K>> => {
      const response = await request({
        method: 'POST',
        path: key.slice('POST '.length),
        query,
        raw: file.body,
        headers: { 'content-type': file.type },
        timeoutMs: LONG_MS,
      })
      return (await readAnswer(response)) as AnswerOf<K>
    }

  return {
    orders: {
      list: find('GET /orders'),
      get: call('GET /orders/{id}'),
      create: send('POST /orders'),
      quote: send('POST /orders/quote'),
      update: send('PATCH /orders/{id}'),
      delete: call('DELETE /orders/{id}'),
      place: send('POST /orders/{id}/place'),
      confirm: call('POST /orders/{id}/confirm'),
      cancel: send('POST /orders/{id}/cancel'),
      complete: call('POST /orders/{id}/complete'),
      reopen: call('POST /orders/{id}/reopen'),
      hold: send('POST /orders/{id}/hold'),
      release: call('POST /orders/{id}/release'),
      resolve: call('POST /orders/{id}/resolve'),
      archive: call('POST /orders/{id}/archive'),
      unarchive: call('POST /orders/{id}/unarchive'),
      duplicate: call('POST /orders/{id}/duplicate'),
      edit: send('POST /orders/{id}/edits'),
      addNote: send('POST /orders/{id}/notes'),
      events: find('GET /orders/{id}/events'),
      bulk: send('POST /orders/bulk'),
      track: call('GET /track/{token}'),
      import: upload('POST /orders/import'),
      erase: call('POST /orders/{id}/erase'),
      exportPerson: call('GET /orders/{id}/export'),
      /** The response itself, to read as a stream: CSV or NDJSON. */
      export: find('GET /orders/export'),
    },
    payments: {
      create: send('POST /orders/{id}/payments'),
      capture: send('POST /orders/{id}/payments/{payment_id}/capture'),
      void: send('POST /orders/{id}/payments/{payment_id}/void'),
      refund: send('POST /orders/{id}/payments/{payment_id}/refund'),
      chargeback: send('POST /orders/{id}/payments/{payment_id}/chargeback'),
      reverseChargeback: send('POST /orders/{id}/payments/{payment_id}/chargeback-reversal'),
      resolve: send('POST /orders/{id}/transactions/{transaction_id}/resolve'),
    },
    fulfillments: {
      create: send('POST /orders/{id}/fulfillments'),
      pack: call('POST /orders/{id}/fulfillments/{fulfillment_id}/pack'),
      ship: send('POST /orders/{id}/fulfillments/{fulfillment_id}/ship'),
      deliver: call('POST /orders/{id}/fulfillments/{fulfillment_id}/deliver'),
      cancel: call('POST /orders/{id}/fulfillments/{fulfillment_id}/cancel'),
      track: send('POST /orders/{id}/fulfillments/{fulfillment_id}/tracking'),
    },
    returns: {
      create: send('POST /orders/{id}/returns'),
      approve: call('POST /orders/{id}/returns/{return_id}/approve'),
      reject: call('POST /orders/{id}/returns/{return_id}/reject'),
      receive: send('POST /orders/{id}/returns/{return_id}/receive'),
      close: call('POST /orders/{id}/returns/{return_id}/close'),
      cancel: call('POST /orders/{id}/returns/{return_id}/cancel'),
    },
    products: {
      list: find('GET /products'),
      get: call('GET /products/{id}'),
      create: send('POST /products'),
      update: send('PATCH /products/{id}'),
      putBySku: send('PUT /products/by-sku/{sku}'),
      delete: call('DELETE /products/{id}'),
      import: upload('POST /products/import'),
    },
    stock: {
      list: find('GET /stock'),
      adjust: send('POST /stock/adjustments'),
      movements: find('GET /stock/movements'),
    },
    locations: {
      list: find('GET /locations'),
      get: call('GET /locations/{id}'),
      create: send('POST /locations'),
      update: send('PATCH /locations/{id}'),
    },
    customers: {
      list: find('GET /customers'),
      get: call('GET /customers/{id}'),
      create: send('POST /customers'),
      update: send('PATCH /customers/{id}'),
      orders: find('GET /customers/{id}/orders'),
      export: call('GET /customers/{id}/export'),
      erase: call('POST /customers/{id}/erase'),
      import: upload('POST /customers/import'),
    },
    privacy: {
      export: send('POST /privacy/export'),
      erase: send('POST /privacy/erase'),
    },
    coupons: {
      list: find('GET /coupons'),
      get: call('GET /coupons/{id}'),
      create: send('POST /coupons'),
      update: send('PATCH /coupons/{id}'),
    },
    currencies: {
      list: call('GET /currencies'),
    },
    shippingMethods: {
      list: find('GET /shipping-methods'),
      get: call('GET /shipping-methods/{id}'),
      create: send('POST /shipping-methods'),
      update: send('PATCH /shipping-methods/{id}'),
    },
    users: {
      register: send('POST /users'),
      setUp: send('POST /users/setup'),
      list: find('GET /users'),
      get: call('GET /users/{id}'),
      update: send('PATCH /users/{id}'),
    },
    me: {
      get: call('GET /users/me'),
      update: send('PATCH /users/me'),
      sessions: call('GET /users/me/sessions'),
      session: call('GET /users/me/sessions/{id}'),
      endSession: call('DELETE /users/me/sessions/{id}'),
      endSessions: call('DELETE /users/me/sessions'),
    },
    apiKeys: {
      list: find('GET /api-keys'),
      get: call('GET /api-keys/{id}'),
      create: send('POST /api-keys'),
      update: send('PATCH /api-keys/{id}'),
      confirm: call('POST /api-keys/{id}/confirm'),
      delete: call('DELETE /api-keys/{id}'),
    },
    reports: {
      sales: find('GET /reports/sales'),
      summary: find('GET /reports/summary'),
      products: find('GET /reports/products'),
      funnel: find('GET /reports/funnel'),
    },
    events: {
      list: find('GET /events'),
      createTicket: call('POST /realtime/tickets'),
    },
    webhooks: {
      list: find('GET /webhooks'),
      get: call('GET /webhooks/{id}'),
      create: send('POST /webhooks'),
      update: send('PATCH /webhooks/{id}'),
      delete: call('DELETE /webhooks/{id}'),
      test: call('POST /webhooks/{id}/test'),
      rotateSecret: call('POST /webhooks/{id}/rotate-secret'),
      deliveries: find('GET /webhooks/{id}/deliveries'),
      delivery: call('GET /webhooks/{id}/deliveries/{delivery_id}'),
      redeliver: call('POST /webhooks/{id}/deliveries/{delivery_id}/redeliver'),
    },
    views: {
      list: find('GET /views'),
      get: call('GET /views/{id}'),
      create: send('POST /views'),
      update: send('PATCH /views/{id}'),
      delete: call('DELETE /views/{id}'),
    },
    backups: {
      list: find('GET /backups'),
      /** Resolves when the backup is made and checked, after seconds to minutes. */
      async create(options?: CallOptions): Promise<AnswerOf<'POST /backups'>> {
        const ask = { method: 'POST', path: '/backups', json: {}, timeoutMs: LONG_MS }
        return (await readAnswer(await request(ask, options))) as AnswerOf<'POST /backups'>
      },
    },
    shop: {
      get: call('GET /shop'),
    },
    settings: {
      get: call('GET /settings'),
      update: send('PATCH /settings'),
    },
    system: {
      root: call('GET /'),
      health: call('GET /healthz'),
      readiness: call('GET /readyz'),
    },
  }
}
