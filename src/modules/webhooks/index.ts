// The routes of webhooks and of their deliveries.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { invalid, notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { Body, Id, IdParams, ListQuery, OneOf, Page } from '#http/schema.ts'
import type { AddressRules } from '#lib/outbound-address.ts'
import { newSecret } from '#lib/webhook-signature.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  redeliver,
  rotateSecret,
  testWebhook,
} from './commands.ts'
import {
  CreatedWebhook,
  DeliveryModel,
  NewWebhook,
  presentDelivery,
  presentWebhook,
  WebhookModel,
  WebhookPatch,
} from './model.ts'
import { DELIVERY_STATUSES, listDeliveries, loadAttempts, loadDelivery } from './queries.ts'
import { listWebhooks, loadWebhook } from './store.ts'

interface WebhooksDeps {
  guard: Guard
  execute: Execute
  db: Db
  addresses: AddressRules
}

const who = { admin: 'webhooks:write' } as const
const Nothing = Body({})
const params = IdParams('whk')
const deliveryParams = Type.Object({ id: Id('whk'), delivery_id: Id('dlv') })

export function webhooksRoutes({ guard, execute, db, addresses }: WebhooksDeps) {
  const exists = async ({ id }: Record<string, string>): Promise<boolean> =>
    (await loadWebhook(db.read, id ?? '')) !== null
  const deliveryExists = async ({ id, delivery_id }: Record<string, string>): Promise<boolean> =>
    (await loadDelivery(db.read, id ?? '', delivery_id ?? '')) !== null && exists({ id: id ?? '' })
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Webhooks'] },
  })

  /** 422 validation where it may not be called; each attempt checks again what the name resolves to. */
  async function checkUrl(url: string | undefined): Promise<void> {
    const fault = url === undefined ? null : await addresses.faultOf(url)
    if (fault !== null) throw invalid([{ path: 'url', message: fault }])
  }

  async function requireWebhook(id: string) {
    const webhook = await loadWebhook(db.read, id)
    if (webhook === null) throw notFound()
    return webhook
  }

  return new Elysia({ name: 'webhooks', normalize: false })
    .use(guard)
    .post(
      '/webhooks',
      async ({ body, call }) => {
        await checkUrl(body.url)
        return answer(execute(createWebhook, { ...body, secret: newSecret() }, call))
      },
      {
        who,
        body: NewWebhook,
        response: responses(201, CreatedWebhook),
        ...describe('createWebhook', 'Be told of events by HTTP; the secret is shown once'),
      },
    )
    .get(
      '/webhooks',
      async ({ query }) => {
        const { rows, next_cursor } = await page(query, {
          list: { sort: '-id', filter: {} },
          shape: ['string'],
          load: (after, limit) => listWebhooks(db.read, after, limit),
          keysOf: (webhook) => [webhook.id],
        })
        return json({ items: rows.map(presentWebhook), next_cursor })
      },
      {
        who,
        query: ListQuery({}),
        response: responses(200, Page(WebhookModel)),
        ...describe('listWebhooks', 'Webhooks, newest first'),
      },
    )
    .get(
      '/webhooks/:id',
      async ({ params: { id } }) => json(presentWebhook(await requireWebhook(id))),
      {
        who,
        params,
        exists,
        response: responses(200, WebhookModel),
        ...describe('getWebhook', 'One webhook'),
      },
    )
    .patch(
      '/webhooks/:id',
      async ({ params: { id }, body, call }) => {
        await requireWebhook(id)
        await checkUrl(body.url)
        return answer(execute(changeWebhook, { ...body, id }, call))
      },
      {
        who,
        params,
        exists,
        body: WebhookPatch,
        response: responses(200, WebhookModel),
        ...describe('patchWebhook', 'Change a webhook, or switch it on or off'),
      },
    )
    .delete('/webhooks/:id', ({ params, call }) => answer(execute(deleteWebhook, params, call)), {
      who,
      params,
      exists,
      body: Nothing,
      response: responses(204, null),
      ...describe('deleteWebhook', 'Delete a webhook; what still waits for it is dropped'),
    })
    .post('/webhooks/:id/test', ({ params, call }) => answer(execute(testWebhook, params, call)), {
      who,
      params,
      exists,
      response: responses(201, DeliveryModel, ['bad_transition']),
      ...describe('testWebhook', 'Send it a webhook.test'),
    })
    .post(
      '/webhooks/:id/rotate-secret',
      ({ params: { id }, call }) =>
        answer(execute(rotateSecret, { id, secret: newSecret() }, call)),
      {
        who,
        params,
        exists,
        body: Nothing,
        response: responses(200, CreatedWebhook),
        ...describe('rotateWebhookSecret', 'A new secret; the old one signs too for 24 hours'),
      },
    )
    .get(
      '/webhooks/:id/deliveries',
      async ({ params: { id }, query: { limit, cursor, status } }) => {
        await requireWebhook(id)
        const filter = { webhook_id: id, status }
        const { rows, next_cursor } = await page(
          { limit, cursor },
          {
            list: { sort: '-id', filter },
            shape: ['string'],
            load: (after, most) => listDeliveries(db.read, filter, after, most),
            keysOf: (delivery) => [delivery.id],
          },
        )
        const attempts = await loadAttempts(
          db.read,
          rows.map((delivery) => delivery.id),
        )
        const items = rows.map((row) => presentDelivery(row, attempts.get(row.id) ?? []))
        return json({ items, next_cursor })
      },
      {
        who,
        params,
        exists,
        query: ListQuery({ status: Type.Optional(OneOf(DELIVERY_STATUSES)) }),
        response: responses(200, Page(DeliveryModel)),
        ...describe('listWebhookDeliveries', 'What was sent and what came of it, newest first'),
      },
    )
    .get(
      '/webhooks/:id/deliveries/:delivery_id',
      async ({ params: { id, delivery_id } }) => {
        const { read } = db
        await requireWebhook(id)
        const delivery = await loadDelivery(read, id, delivery_id)
        if (delivery === null) throw notFound()
        const attempts = await loadAttempts(read, [delivery_id])
        return json(presentDelivery(delivery, attempts.get(delivery_id) ?? []))
      },
      {
        who,
        params: deliveryParams,
        exists: deliveryExists,
        response: responses(200, DeliveryModel),
        ...describe('getWebhookDelivery', 'One delivery'),
      },
    )
    .post(
      '/webhooks/:id/deliveries/:delivery_id/redeliver',
      ({ params, call }) => answer(execute(redeliver, params, call)),
      {
        who,
        params: deliveryParams,
        exists: deliveryExists,
        body: Nothing,
        response: responses(200, DeliveryModel, ['bad_transition']),
        ...describe('redeliver', 'Send it again, at once'),
      },
    )
}
