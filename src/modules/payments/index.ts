// The routes of the ledger: one path for each thing that happens to money. Staff only.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { answer } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Id, IdParams } from '#http/schema.ts'
import { OrderModel, orderHas, PaymentBody } from '#modules/orders/public.ts'
import * as commands from './commands.ts'
import { FollowUpBody, RefundBody, ResolveBody } from './model.ts'

interface PaymentsDeps {
  guard: Guard
  execute: Execute
  db: Db
}

const STAFF = { staff: 'orders:write' } as const

export function paymentsRoutes({ guard, execute, db }: PaymentsDeps) {
  const onPayment = {
    who: STAFF,
    params: Type.Object({ id: Id('ord'), payment_id: Id('pay') }),
    exists: orderHas(db.read, (order, { payment_id }) =>
      order.payments.some((p) => p.id === payment_id),
    ),
    response: responses(200, OrderModel, ['bad_transition', 'amount_exceeded']),
  }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Payments'] },
  })

  return new Elysia({ name: 'payments', normalize: false })
    .use(guard)
    .post(
      '/orders/:id/payments',
      ({ params, body, call }) =>
        answer(execute(commands.createPayment, { ...body, ...params }, call)),
      {
        who: STAFF,
        params: IdParams('ord'),
        exists: orderHas(db.read),
        body: PaymentBody,
        response: {
          ...responses(201, OrderModel, ['bad_transition', 'amount_exceeded', 'not_in_stock']),
          ...responses(200, OrderModel),
        },
        ...describe('createPayment', 'Record an authorization or a sale'),
      },
    )
    .post(
      '/orders/:id/payments/:payment_id/capture',
      ({ params, body, call }) =>
        answer(execute(commands.capturePayment, { ...body, ...params }, call)),
      { ...onPayment, body: FollowUpBody, ...describe('capturePayment', 'Take authorized money') },
    )
    .post(
      '/orders/:id/payments/:payment_id/void',
      ({ params, body, call }) =>
        answer(execute(commands.voidPayment, { ...body, ...params }, call)),
      {
        ...onPayment,
        body: FollowUpBody,
        ...describe('voidPayment', 'Let go of an authorization'),
      },
    )
    .post(
      '/orders/:id/payments/:payment_id/refund',
      ({ params, body, call }) =>
        answer(execute(commands.refundPayment, { ...body, ...params }, call)),
      { ...onPayment, body: RefundBody, ...describe('refundPayment', 'Record a refund') },
    )
    .post(
      '/orders/:id/payments/:payment_id/chargeback',
      ({ params, body, call }) =>
        answer(execute(commands.chargeBackPayment, { ...body, ...params }, call)),
      {
        ...onPayment,
        body: FollowUpBody,
        ...describe('chargeBackPayment', 'The bank took it back'),
      },
    )
    .post(
      '/orders/:id/payments/:payment_id/chargeback-reversal',
      ({ params, body, call }) =>
        answer(execute(commands.reverseChargeback, { ...body, ...params }, call)),
      { ...onPayment, body: FollowUpBody, ...describe('reverseChargeback', 'It came again') },
    )
    .post(
      '/orders/:id/transactions/:transaction_id/resolve',
      ({ params, body, call }) =>
        answer(execute(commands.resolvePending, { ...body, ...params }, call)),
      {
        ...onPayment,
        params: Type.Object({ id: Id('ord'), transaction_id: Id('txn') }),
        exists: orderHas(db.read, (order, { transaction_id }) =>
          order.payments.some((p) => p.transactions.some((t) => t.id === transaction_id)),
        ),
        body: ResolveBody,
        ...describe('resolveTransaction', 'Say how a pending transaction ended'),
      },
    )
}
