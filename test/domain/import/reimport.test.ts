// An order of a file that is here already: unchanged, replaced or refused.

import { describe, expect, test } from 'bun:test'
import { begin } from '#domain/decision.ts'
import { reimport, reimportNative, replace } from '#domain/import/reimport.ts'
import type { Order } from '#domain/order.ts'
import { ORDER_IN, paidOrder, pendingOrder } from '../../helpers/sample-orders.ts'

const here = (order: Order): Order => ({ ...order, number: '1001', number_seq: 1001 })
const other = { lines: [{ sku: 'CUP', quantity: 1 }] }

describe('a foreign order', () => {
  const cases: [string, Order, Order, ReturnType<typeof reimport>][] = [
    ['with the same content', here(pendingOrder()), pendingOrder(), 'unchanged'],
    ['with other content', here(pendingOrder()), pendingOrder(other), 'replace'],
    ['with another status', here(ORDER_IN.confirmed()), pendingOrder(), 'replace'],
    ['that is paid here, with the same content', here(paidOrder()), pendingOrder(), 'unchanged'],
    ['that is paid here, with other content', here(paidOrder()), pendingOrder(other), 'refuse'],
    ['that is placed here, and a draft there', here(pendingOrder()), ORDER_IN.draft(), 'refuse'],
  ]
  for (const [name, current, imported, verdict] of cases) {
    test(`${name}: ${verdict}`, () => expect(reimport(current, imported)).toBe(verdict))
  }
})

describe('an order in the native format', () => {
  const verdict = (current: Order, imported: Order, isSame = false, hasGoneOn = false) =>
    reimportNative(here(current), imported, { isSame, hasGoneOn })

  test('is unchanged where it is the same, or where the order has gone on since', () => {
    expect(verdict(pendingOrder(), pendingOrder(), true)).toBe('unchanged')
    expect(verdict(paidOrder(), pendingOrder(), false, true)).toBe('unchanged')
  })
  test('is refused where it would undo a payment or an end', () => {
    expect(verdict(paidOrder(), pendingOrder())).toBe('refuse')
    expect(verdict(ORDER_IN.cancelled(), pendingOrder())).toBe('refuse')
  })
  test('replaces any other', () =>
    expect(verdict(pendingOrder(), pendingOrder(other))).toBe('replace'))
})

test('a replaced order keeps its id and number, and its coupon uses follow the codes', () => {
  const current = here(pendingOrder({ discounts: [{ code: 'two' }] }))
  const decision = replace(current, begin(pendingOrder(other)))
  expect(decision.order).toMatchObject({ id: current.id, number: '1001', total: 500 })
  expect(decision.coupons).toEqual([{ coupon_id: 'cpn_TWO', uses: -1 }])
})
