import { describe, expect, test } from 'bun:test'
import { flagPending, lapse } from '#domain/auto-refund.ts'
import { cancel } from '#domain/cancel.ts'
import { isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { hold } from '#domain/lifecycle.ts'
import { ORDER_STATUSES, type Order, type PaymentStatus } from '#domain/order.ts'
import {
  type FollowUp,
  followUp,
  isRecorded,
  recordPayment,
  resolveTransaction,
} from '#domain/payment.ts'
import {
  completedOrder,
  confirmedOrder,
  draftOf,
  expiredOrder,
  HOLD_MS,
  moment,
  NOW,
  ORDER_IN,
  paidOrder,
  pendingOrder,
  RULES,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

const firstPayment = (order: Order) => order.payments[0]!.id
const lastTransaction = (order: Order) => order.payments.at(-1)!.transactions.at(-1)!

/** One step on the first payment. */
const then = (order: Order, kind: FollowUp, args: Parameters<typeof followUp>[3] = {}) =>
  followUp(order, firstPayment(order), kind, args, moment())

const authorized = (amount?: number) =>
  recordPayment(
    pendingOrder(),
    { kind: 'authorize', ...(amount === undefined ? {} : { amount }) },
    moment(),
  ).order

describe('every state x payment', () => {
  const outcomes = {
    draft: 'refused',
    pending: 'confirmed',
    confirmed: 'confirmed',
    completed: 'completed',
    cancelled: 'cancelled',
    expired: 'confirmed',
  } as const
  for (const status of ORDER_STATUSES) {
    test(`a sale of 25.00 on a ${status} order: ${outcomes[status]}`, () => {
      const order = ORDER_IN[status]()
      const pay = () => recordPayment(order, { kind: 'sale', amount: 2500 }, moment())
      if (outcomes[status] === 'refused') {
        expect(refusalBy(pay)).toMatchObject({ code: 'bad_transition' })
        return
      }
      const { order: after } = pay()
      expect(after.status).toBe(outcomes[status])
      expect(after.captured_total).toBe(order.captured_total + 2500)
      expect(derive(after)).toEqual(after)
    })
  }
})

test('a sale of what is due pays the order and confirms it', () => {
  const decision = recordPayment(pendingOrder(), { kind: 'sale', method: 'card' }, moment())
  expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
  expect(decision.order).toMatchObject({
    status: 'confirmed',
    payment_status: 'paid',
    captured_total: 2500,
    due_total: 0,
    expires_at: null,
  })
  expect(decision.order.payments).toMatchObject([
    { provider: 'manual', method: 'card', authorized: 0, captured: 2500, refunded: 0 },
  ])
})

test('an authorization confirms, and its capture pays', () => {
  const order = authorized()
  expect(order).toMatchObject({ status: 'confirmed', payment_status: 'authorized' })
  expect(order).toMatchObject({ authorized_total: 2500, captured_total: 0, due_total: 2500 })
  const captured = then(order, 'capture')
  expect(typesOf(captured)).toEqual(['payment.captured'])
  expect(captured.order).toMatchObject({ payment_status: 'paid', authorized_total: 0 })
})

test('captures in part sum up, and not a unit more is captured than is open', () => {
  const once = then(authorized(), 'capture', { amount: 2000 }).order
  expect(once).toMatchObject({ payment_status: 'partially_paid', captured_total: 2000 })
  const twice = then(once, 'capture', { amount: 499 }).order
  const refusal = refusalBy(() => then(twice, 'capture', { amount: 2 }))
  expect(refusal).toMatchObject({ code: 'amount_exceeded', details: { open: 1 } })
  expect(then(twice, 'capture').order.payment_status).toBe('paid')
})

test('a pending capture is set aside, so that two cannot both succeed beyond what is open', () => {
  const order = then(authorized(), 'capture', { amount: 2000, status: 'pending' }).order
  expect(order).toMatchObject({ payment_status: 'authorized', authorized_total: 2500 })
  expect(refusalBy(() => then(order, 'capture', { amount: 501 }))).toMatchObject({
    code: 'amount_exceeded',
  })
  expect(refusalBy(() => then(order, 'void', { amount: 501 }))).toMatchObject({
    code: 'amount_exceeded',
  })
})

test('a void lets go of what is open and of no more', () => {
  const voided = then(authorized(), 'void')
  expect(typesOf(voided)).toEqual(['payment.voided'])
  expect(voided.order).toMatchObject({ authorized_total: 0, payment_status: 'unpaid' })
  expect(refusalBy(() => then(voided.order, 'void'))).toMatchObject({ code: 'amount_exceeded' })
})

test('part of the money neither confirms nor lets the order expire at its old hour', () => {
  const later = NOW + 60_000
  const { order } = recordPayment(pendingOrder(), { kind: 'sale', amount: 100 }, moment(later))
  expect(order).toMatchObject({ status: 'pending', payment_status: 'partially_paid' })
  expect(order.expires_at).toBe(later + HOLD_MS)
})

test('a payment on hold is recorded and confirms nothing', () => {
  const held = hold(pendingOrder(), null, NOW + HOLD_MS - 1).order
  const { order } = recordPayment(held, { kind: 'sale' }, moment())
  expect(order).toMatchObject({ status: 'pending', payment_status: 'paid', expires_at: null })
  expect(order.hold_left_ms).toBe(HOLD_MS)
})

test('without an amount a payment is for what is due and not authorized', () => {
  const part = recordPayment(pendingOrder(), { kind: 'authorize', amount: 1000 }, moment()).order
  const rest = recordPayment(part, { kind: 'authorize' }, moment()).order
  expect(rest.payments.map((p) => p.authorized)).toEqual([1000, 1500])
  expect(refusalBy(() => recordPayment(rest, { kind: 'sale' }, moment()))).toMatchObject({
    code: 'amount_exceeded',
  })
})

test('more than is due is recorded as overpaid', () => {
  const { order } = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment())
  expect(order).toMatchObject({ payment_status: 'overpaid', due_total: -500 })
})

test('a failed payment leaves the order unpaid and says why', () => {
  const args = { kind: 'sale', status: 'failure', error: 'card declined' } as const
  const before = pendingOrder()
  const decision = recordPayment(before, args, moment(NOW + 1))
  expect(typesOf(decision)).toEqual(['payment.failed'])
  expect(decision.order).toMatchObject({ status: 'pending', payment_status: 'unpaid' })
  expect(decision.order.expires_at).toBe(before.expires_at)
  expect(lastTransaction(decision.order)).toMatchObject({ error: 'card declined' })
})

describe('a pending transaction', () => {
  const waiting = () =>
    recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, moment()).order
  const resolve = (order: Order, status: 'success' | 'failure', now = NOW + 1) =>
    resolveTransaction(order, lastTransaction(order).id, { status }, moment(now))

  test('shows, keeps the order alive and counts for nothing yet', () => {
    const decision = recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, moment())
    expect(typesOf(decision)).toEqual(['order.updated'])
    expect(decision.order).toMatchObject({ payment_status: 'pending', captured_total: 0 })
  })
  test('that succeeds pays and confirms', () => {
    const decision = resolve(waiting(), 'success')
    expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
    expect(decision.order.payment_status).toBe('paid')
    expect(lastTransaction(decision.order)).toMatchObject({ resolved_at: NOW + 1 })
  })
  test('that fails leaves the order as it was', () => {
    const decision = resolve(waiting(), 'failure')
    expect(typesOf(decision)).toEqual(['payment.failed'])
    expect(decision.order).toMatchObject({ status: 'pending', payment_status: 'unpaid' })
  })
  test('is resolved once: the same again is a no-op, the opposite is refused', () => {
    const { order } = resolve(waiting(), 'success')
    expect(isNoop(resolve(order, 'success'))).toBe(true)
    expect(refusalBy(() => resolve(order, 'failure'))).toMatchObject({
      code: 'bad_transition',
      details: { from: 'success', to: 'failure' },
    })
  })
  test('asks for attention once it has waited for as long as a hold', () => {
    expect(isNoop(flagPending(waiting(), moment(NOW + HOLD_MS - 1)))).toBe(true)
    const flagged = flagPending(waiting(), moment(NOW + HOLD_MS))
    expect(typesOf(flagged)).toEqual(['order.attention'])
    expect(flagged.steps[0]?.staff_only).toBe(true)
  })
  test('keeps a shipped order from being completed until its result is known', () => {
    const refunding = then(paidOrder(), 'refund', { amount: 100, status: 'pending' }).order
    const failed = resolve(refunding, 'failure')
    expect(failed.order).toMatchObject({ payment_status: 'paid', refunded_total: 0 })
  })
})

describe('a provider tells the same thing twice', () => {
  const known = {
    id: 'txn_1',
    order_id: 'ord_1',
    payment_id: 'pay_1',
    kind: 'sale',
    amount: 2500,
    provider_txn_id: 'ch_1',
  } as const
  test('the same kind and amount are known', () => {
    expect(isRecorded(known, { order_id: 'ord_1', kind: 'sale', amount: 2500 })).toBe(true)
    expect(isRecorded(known, { order_id: 'ord_1', kind: 'sale' })).toBe(true)
    expect(isRecorded(null, { order_id: 'ord_1', kind: 'sale' })).toBe(false)
  })
  for (const other of [
    { order_id: 'ord_1', kind: 'sale', amount: 2499 },
    { order_id: 'ord_1', kind: 'refund', amount: 2500 },
    { order_id: 'ord_2', kind: 'sale', amount: 2500 },
    { order_id: 'ord_1', payment_id: 'pay_2', kind: 'sale', amount: 2500 },
  ] as const) {
    test(`anything else is refused, naming it: ${JSON.stringify(other)}`, () => {
      const refusal = refusalBy(() => isRecorded(known, other))
      expect(refusal).toMatchObject({ code: 'amount_exceeded', details: { transaction: known } })
    })
  }
})

describe('refunds and credits', () => {
  test('a refund on its own is goodwill: credited, so that nothing is due', () => {
    const { order } = then(paidOrder(), 'refund', { amount: 300, reason: 'late' })
    expect(order).toMatchObject({ credit_total: 300, due_total: 0, refunded_total: 300 })
    expect(order.payment_status).toBe('partially_refunded')
    expect(order.credits).toMatchObject([{ amount: 300, reason: 'goodwill' }])
  })
  test('a refund that reopens the due credits nothing', () => {
    const { order } = then(paidOrder(), 'refund', { amount: 300, reopens_due: true })
    expect(order).toMatchObject({ credit_total: 0, due_total: 300 })
    expect(order.payment_status).toBe('partially_paid')
  })
  test('a refund of what was overpaid credits only what goes beyond', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment()).order
    expect(then(over, 'refund', { amount: 500 }).order).toMatchObject({
      credit_total: 0,
      payment_status: 'partially_refunded',
    })
    expect(then(over, 'refund', { amount: 700 }).order.credit_total).toBe(200)
  })
  test('a pending refund is set aside and credited when it succeeds', () => {
    const order = then(paidOrder(), 'refund', { amount: 2000, status: 'pending' }).order
    expect(order).toMatchObject({ credit_total: 0, refunded_total: 0 })
    expect(refusalBy(() => then(order, 'refund', { amount: 501 }))).toMatchObject({
      code: 'amount_exceeded',
      details: { open: 500 },
    })
    const id = lastTransaction(order).id
    const done = resolveTransaction(order, id, { status: 'success' }, moment()).order
    expect(done).toMatchObject({ credit_total: 2000, refunded_total: 2000, due_total: 0 })
  })
  test('no more is credited than is owed, though the bank took some of it back', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment()).order
    const { order } = then(then(over, 'chargeback', { amount: 1000 }).order, 'refund')
    expect(order).toMatchObject({ credit_total: 2500, refunded_total: 3000, due_total: 1000 })
  })
  test('everything refunded is refunded', () => {
    expect(then(paidOrder(), 'refund').order).toMatchObject({
      payment_status: 'refunded',
      display_status: 'refunded',
      credit_total: 2500,
    })
  })
})

describe('chargebacks', () => {
  test('call for attention and leave the status alone', () => {
    const decision = then(completedOrder(), 'chargeback')
    expect(typesOf(decision)).toEqual(['payment.charged_back', 'order.attention'])
    expect(decision.order).toMatchObject({
      status: 'completed',
      payment_status: 'charged_back',
      attention: true,
      due_total: 2500,
    })
  })
  test('that take back what was overpaid do not complete the order', () => {
    const free = paidOrder({ lines: [{ sku: 'FILE', quantity: 1 }] })
    expect(free.status).toBe('completed')
    const over = recordPayment(
      pendingOrder({ lines: [{ sku: 'FILE', quantity: 1 }] }),
      { kind: 'sale', amount: 400 },
      moment(),
    ).order
    expect(over.status).toBe('confirmed')
    expect(then(over, 'chargeback', { amount: 100 }).order.status).toBe('confirmed')
  })
  test('are reversed up to what was charged back', () => {
    const { order } = then(paidOrder(), 'chargeback', { amount: 1000 })
    expect(refusalBy(() => then(order, 'chargeback', { amount: 1501 }))).toMatchObject({
      code: 'amount_exceeded',
    })
    expect(refusalBy(() => then(order, 'chargeback_reversal', { amount: 1001 }))).toMatchObject({
      code: 'amount_exceeded',
    })
    const back = then(order, 'chargeback_reversal')
    expect(typesOf(back)).toEqual(['payment.charged_back'])
    expect(back.order.payment_status).toBe('paid')
  })
})

describe('money on an order that had ended', () => {
  test('that covers an expired one brings it back', () => {
    const decision = recordPayment(expiredOrder(), { kind: 'sale' }, moment(NOW + 2 * HOLD_MS))
    expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
    expect(decision.order).toMatchObject({
      status: 'confirmed',
      payment_status: 'paid',
      credit_total: 0,
      cancel_reason: null,
      attention: false,
    })
    expect(decision.order.credits.map((c) => [c.reason, c.amount])).toEqual([
      ['expire', 2500],
      ['expire_reversal', 2500],
    ])
    expect(decision.stock.map(({ kind, quantity }) => [kind, quantity])).toEqual([['reserve', 2]])
  })
  test('takes its coupon again and hands over what needs no shipping', () => {
    const lines = [
      { sku: 'TEA', quantity: 1 },
      { sku: 'FILE', quantity: 1 },
    ]
    const expired = expiredOrder({ lines, discounts: [{ code: 'two' }] })
    const decision = recordPayment(expired, { kind: 'authorize' }, moment())
    expect(decision.coupons).toEqual([{ coupon_id: 'cpn_TWO', uses: 1 }])
    expect(decision.stock.map(({ kind }) => kind)).toEqual(['reserve', 'reserve', 'consume'])
  })
  test('is recorded and raised where the stock is gone', () => {
    const { order, stock } = recordPayment(expiredOrder(), { kind: 'sale' }, moment(), ['TEA'])
    expect(order).toMatchObject({
      status: 'expired',
      payment_status: 'overpaid',
      captured_total: 2500,
      attention: true,
    })
    expect(order.attention_reason).toContain('TEA')
    expect(stock).toEqual([])
  })
  test('is recorded and raised where it does not cover the order', () => {
    const { order } = recordPayment(expiredOrder(), { kind: 'sale', amount: 2499 }, moment())
    expect(order).toMatchObject({ status: 'expired', payment_status: 'overpaid', attention: true })
    const rest = recordPayment(order, { kind: 'sale', amount: 1 }, moment()).order
    expect(rest).toMatchObject({ status: 'confirmed', payment_status: 'paid' })
  })
  test('is recorded and raised on a cancelled one', () => {
    const { order } = recordPayment(ORDER_IN.cancelled(), { kind: 'sale', amount: 2500 }, moment())
    expect(order).toMatchObject({
      status: 'cancelled',
      payment_status: 'overpaid',
      attention: true,
    })
  })
})

describe('an authorization whose hour has come', () => {
  const until = (expires_at: number) =>
    recordPayment(pendingOrder(), { kind: 'authorize', expires_at }, moment()).order

  test('is voided and raised, not before', () => {
    const order = until(NOW + 1000)
    expect(isNoop(lapse(order, moment(NOW + 999)))).toBe(true)
    const lapsed = lapse(order, moment(NOW + 1000))
    expect(typesOf(lapsed)).toEqual(['payment.voided', 'order.attention'])
    expect(lapsed.order).toMatchObject({ authorized_total: 0, attention: true })
    expect(lapsed.order.payments[0]?.expires_at).toBeNull()
    expect(isNoop(lapse(lapsed.order, moment(NOW + 2000)))).toBe(true)
  })
  test('is left alone once it is captured', () => {
    const captured = then(until(NOW + 1000), 'capture').order
    expect(isNoop(lapse(captured, moment(NOW + 1000)))).toBe(true)
  })
  test('belongs to authorizations only', () => {
    const args = { kind: 'sale', expires_at: NOW } as const
    expect(refusalBy(() => recordPayment(pendingOrder(), args, moment()))).toMatchObject({
      code: 'validation',
    })
  })
})

describe('the payment status is the first that matches', () => {
  const cases: [PaymentStatus, () => Order][] = [
    ['charged_back', () => then(then(paidOrder(), 'refund').order, 'chargeback').order],
    ['voided', () => ORDER_IN.cancelled()],
    ['refunded', () => then(paidOrder(), 'refund').order],
    ['overpaid', () => recordPayment(paidOrder(), { kind: 'sale', amount: 1 }, moment()).order],
    ['partially_refunded', () => then(paidOrder(), 'refund', { amount: 1 }).order],
    ['paid', () => paidOrder()],
    ['not_required', () => pendingOrder({ lines: [{ sku: 'FREE', quantity: 1 }] })],
    ['partially_paid', () => then(authorized(), 'capture', { amount: 1 }).order],
    ['authorized', () => authorized()],
    ['partially_authorized', () => authorized(1)],
    [
      'pending',
      () => recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, moment()).order,
    ],
    ['unpaid', () => draftOf()],
  ]
  for (const [status, order] of cases) {
    test(status, () => expect(order().payment_status).toBe(status))
  }
})

test('a sum that no number holds exactly is refused', () => {
  const much = { kind: 'sale', amount: Number.MAX_SAFE_INTEGER } as const
  const { order } = recordPayment(confirmedOrder(), much, moment())
  expect(refusalBy(() => recordPayment(order, much, moment()))).toMatchObject({
    code: 'validation',
  })
})

describe('cancelling an order on which money is', () => {
  const cancelWith = (order: Order, money: Partial<Parameters<typeof cancel>[1]> = {}) =>
    cancel(order, { reason: 'staff', ...money }, moment())

  test('needs to be told what becomes of it', () => {
    const refused = (money?: Parameters<typeof cancelWith>[1]) =>
      refusalBy(() => cancelWith(paidOrder(), money)).code
    expect(refused()).toBe('refund_required')
    expect(refused({ keep: 2499 })).toBe('refund_required')
    expect(refused({ keep: 2501, refund: 'all' })).toBe('refund_required')
    expect(refused({ refund: [{ payment_id: 'pay_none', amount: 2500 }] })).toBe('validation')
  })
  test('voids authorizations and frees the stock', () => {
    const decision = cancelWith(authorized())
    expect(typesOf(decision)).toEqual(['order.cancelled', 'payment.voided'])
    expect(decision.order).toMatchObject({ payment_status: 'voided', authorized_total: 0 })
    expect(decision.stock.map(({ kind }) => kind)).toEqual(['release'])
  })
  test('refunds all of it, oldest payment first', () => {
    const half = recordPayment(pendingOrder(), { kind: 'sale', amount: 1000 }, moment()).order
    const decision = cancelWith(recordPayment(half, { kind: 'sale' }, moment()).order, {
      refund: 'all',
      keep: 600,
    })
    expect(typesOf(decision)).toEqual(['order.cancelled', 'payment.refunded', 'payment.refunded'])
    expect(decision.order.payments.map((p) => p.refunded)).toEqual([1000, 900])
    expect(decision.order).toMatchObject({ credit_total: 1900, due_total: 0 })
    expect(decision.order.payment_status).toBe('partially_refunded')
  })
  test('keeps what it is told to keep', () => {
    const { order } = cancelWith(paidOrder(), { keep: 2500 })
    expect(order).toMatchObject({ status: 'cancelled', credit_total: 0, payment_status: 'paid' })
  })
  test('cannot keep more than was owed', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment()).order
    expect(refusalBy(() => cancelWith(over, { keep: 3000 })).code).toBe('amount_exceeded')
    expect(cancelWith(over, { keep: 2500, refund: 'all' }).order.payment_status).toBe(
      'partially_refunded',
    )
  })
  test('refunds from the payments it is told', () => {
    const order = paidOrder()
    const refund = [{ payment_id: firstPayment(order), amount: 2500 }]
    expect(cancelWith(order, { refund }).order.payment_status).toBe('refunded')
  })
  test('accounts for a refund that is still pending', () => {
    const order = then(paidOrder(), 'refund', { amount: 500, status: 'pending' }).order
    const { order: cancelled } = cancelWith(order, { refund: 'all' })
    expect(cancelled).toMatchObject({ refunded_total: 2000, due_total: -500 })
    const id = cancelled.payments[0]!.transactions.find((t) => t.status === 'pending')!.id
    const done = resolveTransaction(cancelled, id, { status: 'success' }, moment()).order
    expect(done).toMatchObject({ payment_status: 'refunded', credit_total: 2500 })
  })
})

test('the shop that confirms by itself completes when the last money is in', () => {
  const lines = [{ sku: 'FILE', quantity: 1 }]
  const { order } = recordPayment(confirmedOrder({ lines }), { kind: 'sale' }, moment())
  expect(order.status).toBe('completed')
  const { order: kept } = recordPayment(
    confirmedOrder({ lines }),
    { kind: 'sale' },
    { ...moment(), rules: { ...RULES, auto_complete: false } },
  )
  expect(kept.status).toBe('confirmed')
})
