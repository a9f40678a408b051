// The routes of returns. A customer asks for one on his own order and may withdraw it; what the shop
// does with it is for staff.

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
import { ReceiveBody, ReturnBody } from './model.ts'

interface ReturnsDeps {
  guard: Guard
  execute: Execute
  db: Db
}

const OWN = { user: 'orders:write' } as const
const STAFF = { staff: 'orders:write' } as const
const Nothing = Body({})

export function returnsRoutes({ guard, execute, db }: ReturnsDeps) {
  const onReturn = {
    params: Type.Object({ id: Id('ord'), return_id: Id('ret') }),
    exists: orderHas(db.read, (order, { return_id }) =>
      order.returns.some(({ id }) => id === return_id),
    ),
    response: responses(200, OrderModel, ['bad_transition']),
  }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Returns'] },
  })

  return new Elysia({ name: 'returns', normalize: false })
    .use(guard)
    .post(
      '/orders/:id/returns',
      ({ params, body, call }) =>
        answer(execute(commands.createReturn, { ...body, ...params }, call)),
      {
        who: OWN,
        params: IdParams('ord'),
        exists: orderHas(db.read),
        body: ReturnBody,
        response: responses(201, OrderModel, ['bad_transition', 'quantity_exceeded']),
        ...describe('createReturn', 'Ask to send goods back'),
      },
    )
    .post(
      '/orders/:id/returns/:return_id/approve',
      ({ params, call }) => answer(execute(commands.approveReturn, params, call)),
      { who: STAFF, ...onReturn, body: Nothing, ...describe('approveReturn', 'Let it come') },
    )
    .post(
      '/orders/:id/returns/:return_id/reject',
      ({ params, call }) => answer(execute(commands.rejectReturn, params, call)),
      { who: STAFF, ...onReturn, body: Nothing, ...describe('rejectReturn', 'Refuse it') },
    )
    .post(
      '/orders/:id/returns/:return_id/receive',
      ({ params, body, call }) =>
        answer(execute(commands.receiveReturn, { ...body, ...params }, call)),
      {
        who: STAFF,
        ...onReturn,
        body: ReceiveBody,
        response: responses(200, OrderModel, [
          'bad_transition',
          'quantity_exceeded',
          'amount_exceeded',
          'insufficient_stock',
        ]),
        ...describe('receiveReturn', 'The goods are there: restock, credit, refund, exchange'),
      },
    )
    .post(
      '/orders/:id/returns/:return_id/close',
      ({ params, call }) => answer(execute(commands.closeReturn, params, call)),
      { who: STAFF, ...onReturn, body: Nothing, ...describe('closeReturn', 'It is done') },
    )
    .post(
      '/orders/:id/returns/:return_id/cancel',
      ({ params, call }) => answer(execute(commands.withdrawReturn, params, call)),
      { who: OWN, ...onReturn, body: Nothing, ...describe('cancelReturn', 'It will not come') },
    )
}
