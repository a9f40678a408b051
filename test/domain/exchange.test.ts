// An exchange: the credit of the old order carried over to the new one.

import { describe, expect, test } from 'bun:test'
import type { Decision } from '#domain/decision.ts'
import { carryOver } from '#domain/exchange.ts'
import { place } from '#domain/lifecycle.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import {
  completedOrder,
  contextAt,
  draftOf,
  NOW,
  RULES,
  typesOf,
} from '../helpers/sample-orders.ts'

/** Two TEA for 25.00, paid and shipped, one of them received: 12.50 in credit. */
function received(): Decision {
  const order = completedOrder()
  const lines = [{ line_id: order.lines[0]!.id, quantity: 1 }]
  const asked = requestReturn(order, { lines }, contextAt()).order
  const { id } = asked.returns[0]!
  const approved = approve(asked, id, contextAt()).order
  const receipt = { lines: [{ line_id: lines[0]!.line_id, received: 1 }] }
  return receive(approved, id, receipt, contextAt())
}

describe('an exchange', () => {
  const exchange = (lines: { sku: string; quantity: number }[]) => {
    const old = received()
    const replacement = place(draftOf({ lines }), RULES, NOW)
    return carryOver({ old, replacement }, contextAt())
  }

  test('carries what is in credit over and confirms what it covers', () => {
    const { old, replacement } = exchange([{ sku: 'CUP', quantity: 2 }])
    expect(typesOf(old)).toEqual(['return.received', 'payment.refunded'])
    expect(old.order).toMatchObject({ refunded_total: 1000, due_total: -250 })
    expect(typesOf(replacement)).toEqual(['order.placed', 'payment.captured', 'order.confirmed'])
    expect(replacement.order.payments).toMatchObject([
      { provider: 'exchange', provider_ref: old.order.id, captured: 1000 },
    ])
  })
  test('for something dearer leaves the rest to pay', () => {
    const { old, replacement } = exchange([{ sku: 'TEA', quantity: 2 }])
    expect(old.order).toMatchObject({ refunded_total: 1250, due_total: 0 })
    expect(replacement.order).toMatchObject({ status: 'pending', due_total: 1250 })
    expect(replacement.order.payment_status).toBe('partially_paid')
  })
  test('for something free carries nothing', () => {
    const { old, replacement } = exchange([{ sku: 'FREE', quantity: 1 }])
    expect(old.order.refunded_total).toBe(0)
    expect(replacement.order).toMatchObject({ status: 'confirmed', payments: [] })
  })
})
