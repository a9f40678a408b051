// Making and changing shipping methods. Orders keep the price they took.

import { Type } from '@sinclair/typebox'
import { command } from '#commands/command.ts'
import { invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { MethodPatch, NewMethod, presentMethod } from './model.ts'
import {
  insertMethod,
  loadMethod,
  loadMethodsByCode,
  type StoredMethod,
  updateMethod,
} from './store.ts'

const WHO = { staff: 'catalog:write' } as const

const event = (
  type: NewEvent['type'],
  before: StoredMethod | null,
  after: StoredMethod,
  currency: string,
): NewEvent => {
  const body = presentMethod(after, currency)
  // The shop's, not the method's own.
  const { currency: _, exponent: __, ...stored } = body
  const keys = Object.keys(stored) as (keyof typeof stored)[]
  return {
    type,
    subject: { key: 'shipping_method', value: body },
    change: difference(before && presentMethod(before, currency), stored, keys),
    staff_only: true,
  }
}

/** 422 validation, also for a code that is there already. */
export const createMethod = command({
  name: 'shipping_method.create',
  args: NewMethod,
  who: WHO,
  async run(tx, args, { now, ids }) {
    if ((await loadMethodsByCode(tx, [args.code])).size > 0) {
      throw invalid([{ path: 'code', message: 'There is a method with this code already' }])
    }
    const method: StoredMethod = {
      id: ids.next('shp'),
      code: args.code,
      title: args.title,
      price: args.price,
      tax_rate_ppm: args.tax_rate_ppm ?? 0,
      tax_mode: args.tax_mode ?? 'own',
      free_from: args.free_from ?? null,
      countries: args.countries ?? null,
      active: args.active ?? true,
      created_at: now,
      updated_at: now,
    }
    await insertMethod(tx, method)
    const { currency } = await loadSettings(tx)
    return {
      status: 201,
      body: presentMethod(method, currency),
      location: `/shipping-methods/${method.id}`,
      events: [event('shipping_method.created', null, method, currency)],
    }
  },
})

export const patchMethod = command({
  name: 'shipping_method.update',
  args: Type.Object(
    { id: Type.String(), ...MethodPatch.properties },
    { additionalProperties: false },
  ),
  who: WHO,
  async run(tx, { id, ...patch }, { now }) {
    await tx.lock('shipping_methods', 'id', id)
    const before = await loadMethod(tx, id)
    if (before === null) throw notFound()
    const { currency } = await loadSettings(tx)
    const changed = event('shipping_method.updated', before, { ...before, ...patch }, currency)
    if (Object.keys(changed.change ?? {}).length === 0) {
      return { status: 200, body: presentMethod(before, currency), events: [] }
    }
    const after = { ...before, ...patch, updated_at: now }
    await updateMethod(tx, before, after)
    return {
      status: 200,
      body: presentMethod(after, currency),
      events: [event('shipping_method.updated', before, after, currency)],
    }
  },
})
