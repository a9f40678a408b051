// The route of edits. `?dry_run=true` says what the order would be and writes nothing.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { answer, jsonText } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { IdParams, Query } from '#http/schema.ts'
import { orderHas } from '#modules/orders/public.ts'
import { editOrder } from './commands.ts'
import { EditBody, EditedModel } from './model.ts'

interface EditsDeps {
  guard: Guard
  execute: Execute
  db: Db
}

export const editsRoutes = ({ guard, execute, db }: EditsDeps) =>
  new Elysia({ name: 'edits', normalize: false }).use(guard).post(
    '/orders/:id/edits',
    async ({ params, query, body, call }) => {
      const args = { ...body, ...params }
      if (!query.dry_run) return answer(execute(editOrder, args, call))
      // Without an ETag: there is no such version.
      return jsonText((await execute(editOrder, args, { ...call, isRehearsal: true })).text)
    },
    {
      who: { staff: 'orders:write' },
      params: IdParams('ord'),
      query: Query({
        dry_run: Type.Optional(
          Type.Boolean({ description: 'Says what the order would be and writes nothing.' }),
        ),
      }),
      exists: orderHas(db.read),
      body: EditBody,
      response: responses(200, EditedModel, [
        'bad_transition',
        'quantity_exceeded',
        'use_cancel',
        'amount_exceeded',
        'coupon_invalid',
        'insufficient_stock',
        'not_in_stock',
      ]),
      detail: {
        operationId: 'editOrder',
        summary: 'Change lines, prices, discounts, shipping, fees, addresses; all or nothing',
        tags: ['Edits'],
      },
    },
  )
