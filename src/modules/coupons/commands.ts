// Making and changing coupons. A code, once made, keeps its kind; orders that took it keep its terms.

import { Type } from '@sinclair/typebox'
import { command } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import type { Settings } from '#domain/settings.ts'
import { timeOr } from '#http/times.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { CouponPatch, couponFaults, NewCoupon, presentCoupon } from './model.ts'
import {
  insertCoupon,
  loadCoupon,
  loadCouponsByCode,
  type StoredCoupon,
  updateCoupon,
} from './store.ts'

const WHO = { staff: 'catalog:write' } as const

type Terms = Pick<StoredCoupon, 'starts_at' | 'ends_at'>

/** The terms of the request, else those before. Epoch ms. 422 validation. */
const termsOf = (
  { starts_at, ends_at }: { [K in keyof Terms]?: CouponPatch[K] | undefined },
  before: Terms,
  settings: Settings,
): Terms => ({
  starts_at: timeOr(starts_at, before.starts_at, 'from', settings, 'starts_at'),
  ends_at: timeOr(ends_at, before.ends_at, 'until', settings, 'ends_at'),
})

function refuseFaults(coupon: StoredCoupon, before: StoredCoupon | null, now: number): void {
  const faults = couponFaults(coupon, before, now)
  if (faults.length > 0) throw invalid(faults)
}

/** An amount without a currency is in that of the shop. */
function inShopCurrency(coupon: StoredCoupon, { currency }: Settings): void {
  if (coupon.amount === null && coupon.minimum === null) return
  coupon.currency ??= currency
}

const event = (
  type: NewEvent['type'],
  before: StoredCoupon | null,
  after: StoredCoupon,
): NewEvent => {
  const body = presentCoupon(after)
  // The exponent follows from the currency.
  const { exponent: _, ...stored } = body
  const keys = Object.keys(stored) as (keyof typeof stored)[]
  return {
    type,
    subject: { key: 'coupon', value: body },
    change: difference(before && presentCoupon(before), stored, keys),
    staff_only: true,
  }
}

/** 422 validation, also for a code that is there already. */
export const createCoupon = command({
  name: 'coupon.create',
  args: NewCoupon,
  who: WHO,
  async run(tx, args, { now, ids }) {
    const settings = await loadSettings(tx)
    const coupon: StoredCoupon = {
      id: ids.next('cpn'),
      code: args.code,
      kind: args.kind,
      rate_ppm: args.rate_ppm ?? null,
      amount: args.amount ?? null,
      scope: args.scope ?? 'order',
      ...termsOf(args, { starts_at: null, ends_at: null }, settings),
      usage_limit: args.usage_limit ?? null,
      used: 0,
      minimum: args.minimum ?? null,
      currency: args.currency ?? null,
      active: args.active ?? true,
      created_at: now,
      updated_at: now,
    }
    inShopCurrency(coupon, settings)
    refuseFaults(coupon, null, now)
    await refuseTaken(tx, args.code)
    await insertCoupon(tx, coupon)
    return {
      status: 201,
      body: presentCoupon(coupon),
      location: `/coupons/${coupon.id}`,
      events: [event('coupon.created', null, coupon)],
    }
  },
})

async function refuseTaken(tx: Tx, code: string): Promise<void> {
  if ((await loadCouponsByCode(tx, [code])).size === 0) return
  throw invalid([{ path: 'code', message: 'There is a coupon with this code already' }])
}

/** 422 validation. */
export const patchCoupon = command({
  name: 'coupon.update',
  args: Type.Object(
    { id: Type.String(), ...CouponPatch.properties },
    { additionalProperties: false },
  ),
  who: WHO,
  async run(tx, { id, starts_at, ends_at, ...patch }, { now }) {
    await tx.lock('coupons', 'id', id)
    const before = await loadCoupon(tx, id)
    if (before === null) throw notFound()
    const settings = await loadSettings(tx)
    const after: StoredCoupon = {
      ...before,
      ...patch,
      ...termsOf({ starts_at, ends_at }, before, settings),
    }
    inShopCurrency(after, settings)
    refuseFaults(after, before, now)
    const changed = event('coupon.updated', before, after)
    if (Object.keys(changed.change ?? {}).length === 0) {
      return { status: 200, body: presentCoupon(before), events: [] }
    }
    const stamped = { ...after, updated_at: now }
    await updateCoupon(tx, before, stamped)
    return {
      status: 200,
      body: presentCoupon(stamped),
      events: [event('coupon.updated', before, stamped)],
    }
  },
})
