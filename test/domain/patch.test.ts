// The fields that are written as they are, and the ones that a placed order keeps.

import { expect, test } from 'bun:test'
import { isNoop } from '#domain/decision.ts'
import { applyPatch, type Patch } from '#domain/patch.ts'
import { draftOf, pendingOrder, refusalBy, typesOf } from '../helpers/sample-orders.ts'

const LOOSE = { require_address: false }
const errorsOf = (work: () => unknown) =>
  (refusalBy(work).details as { errors: { path: string }[] }).errors.map(({ path }) => path)

test('a patch writes its fields, with e-mail in lower case and each tag once', () => {
  const patch: Patch = { email: 'B@Example.com', tags: ['a', 'b', 'a'], metadata: { table: 7 } }
  const decision = applyPatch(draftOf(), patch, LOOSE)
  expect(typesOf(decision)).toEqual(['order.updated'])
  expect(decision.order).toMatchObject({ email: 'b@example.com', tags: ['a', 'b'] })
  expect(decision.steps[0]?.change.email).toEqual(['a@example.com', 'b@example.com'])
})

test('a patch without a difference is a no-op', () => {
  const order = pendingOrder()
  expect(isNoop(applyPatch(order, { email: 'A@example.com', tags: [] }, LOOSE))).toBe(true)
})

test('a placed order keeps the fields that placing needs; a draft may lose them', () => {
  expect(errorsOf(() => applyPatch(pendingOrder(), { email: null }, LOOSE))).toEqual(['email'])
  expect(applyPatch(draftOf(), { email: null }, LOOSE).order.email).toBeNull()
  const strict = { require_address: true }
  const addressed = pendingOrder({ shipping_address: { country: 'FR' } })
  expect(errorsOf(() => applyPatch(addressed, { shipping_address: null }, strict))).toEqual([
    'shipping_address',
  ])
  // An order without an address from before the setting takes other changes.
  expect(isNoop(applyPatch(pendingOrder(), { customer_note: 'Ring twice' }, strict))).toBe(false)
})

test('an order that is joined to a customer can be taken off again; that of an account cannot', () => {
  const joined = applyPatch(pendingOrder(), { customer_id: 'cus_1' }, LOOSE).order
  expect(joined).toMatchObject({ customer_id: 'cus_1', customer_joined: true })
  expect(applyPatch(joined, { customer_id: null }, LOOSE).order.customer_joined).toBe(false)
  const own = pendingOrder({ customer_id: 'cus_1' })
  expect(refusalBy(() => applyPatch(own, { customer_id: 'cus_2' }, LOOSE))).toMatchObject({
    code: 'bad_transition',
    details: { from: 'cus_1', to: 'cus_2' },
  })
  expect(applyPatch(own, { customer_id: 'cus_2' }, LOOSE, false).order.customer_id).toBe('cus_2')
})
