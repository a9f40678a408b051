// The routes of coupons.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { IdParams, ListQuery, OneOf, Page, Text } from '#http/schema.ts'
import { createCoupon, patchCoupon } from './commands.ts'
import { CouponModel, CouponPatch, NewCoupon, presentCoupon } from './model.ts'
import { listCoupons, loadCoupon } from './store.ts'

const READ = { staff: 'catalog:read' } as const
const WRITE = { staff: 'catalog:write' } as const
const params = IdParams('cpn')

export function couponsRoutes({ guard, execute, db }: { guard: Guard; execute: Execute; db: Db }) {
  const exists = async ({ id }: Record<string, string>): Promise<boolean> =>
    (await loadCoupon(db.read, id ?? '')) !== null
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Coupons'] },
  })

  return new Elysia({ name: 'coupons', normalize: false })
    .use(guard)
    .post('/coupons', ({ body, call }) => answer(execute(createCoupon, body, call)), {
      who: WRITE,
      body: NewCoupon,
      response: responses(201, CouponModel),
      ...describe('createCoupon', 'Make a coupon'),
    })
    .get(
      '/coupons',
      async ({ query: { code, active, ...request } }) => {
        const filter = {
          ...(code === undefined ? {} : { code }),
          ...(active === undefined ? {} : { active: active === 'true' }),
        }
        const { rows, next_cursor } = await page(request, {
          list: { sort: '-created_at', filter },
          shape: ['number', 'string'],
          load: (after, limit) => listCoupons(db.read, filter, after, limit),
          keysOf: (coupon) => [coupon.created_at, coupon.id],
        })
        return json({ items: rows.map(presentCoupon), next_cursor })
      },
      {
        who: READ,
        query: ListQuery({
          code: Type.Optional(Text({ maxLength: 100 })),
          active: Type.Optional(OneOf(['true', 'false'])),
        }),
        response: responses(200, Page(CouponModel)),
        ...describe('listCoupons', 'Coupons, newest first'),
      },
    )
    .get(
      '/coupons/:id',
      async ({ params: { id } }) => {
        const coupon = await loadCoupon(db.read, id)
        if (coupon === null) throw notFound()
        return json(presentCoupon(coupon))
      },
      {
        who: READ,
        params,
        exists,
        response: responses(200, CouponModel),
        ...describe('getCoupon', 'One coupon'),
      },
    )
    .patch(
      '/coupons/:id',
      ({ params: { id }, body, call }) => answer(execute(patchCoupon, { ...body, id }, call)),
      {
        who: WRITE,
        params,
        exists,
        body: CouponPatch,
        response: responses(200, CouponModel),
        ...describe('patchCoupon', 'Change or switch off a coupon'),
      },
    )
}
