// The routes of shipping methods. Customers see the active ones, to choose from.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { IdParams, ListQuery, Page } from '#http/schema.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { createMethod, patchMethod } from './commands.ts'
import { MethodModel, MethodPatch, NewMethod, presentMethod } from './model.ts'
import { listMethods, loadMethod } from './store.ts'

const WRITE = { staff: 'catalog:write' } as const
const params = IdParams('shp')

export function shippingRoutes({ guard, execute, db }: { guard: Guard; execute: Execute; db: Db }) {
  const exists = async ({ id }: Record<string, string>): Promise<boolean> =>
    (await loadMethod(db.read, id ?? '')) !== null
  const isShown = async ({ id }: Record<string, string>, caller: Caller): Promise<boolean> => {
    const method = await loadMethod(db.read, id ?? '')
    return method !== null && (method.active || isStaff(caller))
  }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Shipping methods'] },
  })

  return new Elysia({ name: 'shipping', normalize: false })
    .use(guard)
    .post('/shipping-methods', ({ body, call }) => answer(execute(createMethod, body, call)), {
      who: WRITE,
      body: NewMethod,
      response: responses(201, MethodModel),
      ...describe('createShippingMethod', 'Make a shipping method'),
    })
    .get(
      '/shipping-methods',
      async ({ query, call: { caller } }) => {
        const filter = isStaff(caller) ? {} : { active: true }
        const { rows, next_cursor } = await page(query, {
          list: { sort: '-created_at', filter },
          shape: ['number', 'string'],
          load: (after, limit) => listMethods(db.read, filter, after, limit),
          keysOf: (method) => [method.created_at, method.id],
        })
        const { currency } = await loadSettings(db.read)
        return json({ items: rows.map((method) => presentMethod(method, currency)), next_cursor })
      },
      {
        who: { user: 'catalog:read' },
        query: ListQuery({}),
        response: responses(200, Page(MethodModel)),
        ...describe('listShippingMethods', 'Ways to ship'),
      },
    )
    .get(
      '/shipping-methods/:id',
      async ({ params: { id }, call: { caller } }) => {
        const method = await loadMethod(db.read, id)
        if (method === null || !(method.active || isStaff(caller))) throw notFound()
        return json(presentMethod(method, (await loadSettings(db.read)).currency))
      },
      {
        who: { user: 'catalog:read' },
        params,
        exists: isShown,
        response: responses(200, MethodModel),
        ...describe('getShippingMethod', 'One way to ship'),
      },
    )
    .patch(
      '/shipping-methods/:id',
      ({ params: { id }, body, call }) => answer(execute(patchMethod, { ...body, id }, call)),
      {
        who: WRITE,
        params,
        exists,
        body: MethodPatch,
        response: responses(200, MethodModel),
        ...describe('patchShippingMethod', 'Change or switch off a method'),
      },
    )
}
