// The routes of shipments. Staff only.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { answer } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Body, Id, IdParams } from '#http/schema.ts'
import { OrderModel, orderHas } from '#modules/orders/public.ts'
import * as commands from './commands.ts'
import { FulfillmentBody, ShipBody, TrackingBody } from './model.ts'

interface FulfillmentsDeps {
  guard: Guard
  execute: Execute
  db: Db
}

const STAFF = { staff: 'orders:write' } as const
const Nothing = Body({})

export function fulfillmentsRoutes({ guard, execute, db }: FulfillmentsDeps) {
  const onFulfillment = {
    who: STAFF,
    params: Type.Object({ id: Id('ord'), fulfillment_id: Id('ful') }),
    exists: orderHas(db.read, (order, { fulfillment_id }) =>
      order.fulfillments.some(({ id }) => id === fulfillment_id),
    ),
    response: responses(200, OrderModel, ['bad_transition', 'on_hold', 'not_in_stock']),
  }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Fulfillments'] },
  })

  return new Elysia({ name: 'fulfillments', normalize: false })
    .use(guard)
    .post(
      '/orders/:id/fulfillments',
      ({ params, body, call }) =>
        answer(execute(commands.createFulfillment, { ...body, ...params }, call)),
      {
        who: STAFF,
        params: IdParams('ord'),
        exists: orderHas(db.read),
        body: FulfillmentBody,
        response: responses(201, OrderModel, [
          'bad_transition',
          'on_hold',
          'quantity_exceeded',
          'not_in_stock',
        ]),
        ...describe('createFulfillment', 'Plan a shipment, or ship at once'),
      },
    )
    .post(
      '/orders/:id/fulfillments/:fulfillment_id/pack',
      ({ params, call }) => answer(execute(commands.packFulfillment, params, call)),
      { ...onFulfillment, body: Nothing, ...describe('packFulfillment', 'It is packed') },
    )
    .post(
      '/orders/:id/fulfillments/:fulfillment_id/ship',
      ({ params, body, call }) =>
        answer(execute(commands.shipFulfillment, { ...body, ...params }, call)),
      { ...onFulfillment, body: ShipBody, ...describe('shipFulfillment', 'It has left') },
    )
    .post(
      '/orders/:id/fulfillments/:fulfillment_id/deliver',
      ({ params, call }) => answer(execute(commands.deliverFulfillment, params, call)),
      { ...onFulfillment, body: Nothing, ...describe('deliverFulfillment', 'It has arrived') },
    )
    .post(
      '/orders/:id/fulfillments/:fulfillment_id/cancel',
      ({ params, call }) => answer(execute(commands.cancelFulfillment, params, call)),
      {
        ...onFulfillment,
        response: responses(200, OrderModel, ['bad_transition', 'quantity_exceeded']),
        body: Nothing,
        detail: {
          operationId: 'cancelFulfillment',
          summary: 'It does not leave, or its shipment is undone',
          description:
            'A shipped one, booked by mistake or back as undeliverable, is undone: its units are on ' +
            'the shelf again, reserved for the order, and can be shipped again; a completed order is ' +
            'confirmed again. Units that are returned, or asked back, stay shipped: 409 ' +
            'quantity_exceeded. A delivered one comes back by a return.',
          tags: ['Fulfillments'],
        },
      },
    )
    .post(
      '/orders/:id/fulfillments/:fulfillment_id/tracking',
      ({ params, body, call }) =>
        answer(execute(commands.trackFulfillment, { ...body, ...params }, call)),
      {
        ...onFulfillment,
        body: TrackingBody,
        ...describe('trackFulfillment', 'Where the parcels are'),
      },
    )
}
