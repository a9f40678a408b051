// What can be done in a shop, as one table: each act turns an order and some chance into a command.
// Half of what chance makes up is meant to be refused.

import type { Command } from '#commands/command.ts'
import type { Order } from '#domain/order.ts'
import { editOrder } from '#modules/edits/commands.ts'
import {
  cancelFulfillment,
  createFulfillment,
  deliverFulfillment,
  packFulfillment,
  shipFulfillment,
} from '#modules/fulfillments/commands.ts'
import * as orders from '#modules/orders/commands.ts'
import {
  capturePayment,
  chargeBackPayment,
  createPayment,
  refundPayment,
  resolvePending,
  reverseChargeback,
  voidPayment,
} from '#modules/payments/commands.ts'
import {
  approveReturn,
  closeReturn,
  createReturn,
  receiveReturn,
  rejectReturn,
  withdrawReturn,
} from '#modules/returns/commands.ts'
import { adjustStock } from '#modules/stock/commands.ts'

/** What chance gives an act: some numbers to choose and to measure by. */
export interface Chance {
  /** Picks one of a list. */
  which: number
  /** An amount or a quantity. */
  much: number
  status: 'success' | 'pending' | 'failure'
  yes: boolean
}

/** A command with its arguments. */
export type Ask = <T>(run: <Args>(command: Command<Args>, args: Args) => T) => T
type Act = (order: Order, chance: Chance) => Ask | null

const ask =
  <Args>(command: Command<Args>, args: NoInfer<Args>): Ask =>
  (run) =>
    run(command, args)

const at = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length]
const units = ({ much }: Chance): number => 1 + (much % 3)

/** Half of all amounts are what is open, the rest is chance: too much, and just a part. */
const amount = ({ much, yes }: Chance, open: number): { amount: number } => ({
  amount: yes && open > 0 ? open : 1 + much,
})

const plain =
  (command: Command<{ id: string }>): Act =>
  ({ id }) =>
    ask(command, { id })

const pay =
  (kind: 'authorize' | 'sale'): Act =>
  ({ id, due_total }, chance) =>
    ask(createPayment, { id, kind, status: chance.status, ...amount(chance, due_total) })

const onPayment =
  (command: typeof capturePayment, open: (payment: Order['payments'][number]) => number): Act =>
  ({ id, payments }, chance) => {
    const payment = at(payments, chance.which)
    if (payment === undefined) return null
    const { status } = chance
    return ask(command, { id, payment_id: payment.id, status, ...amount(chance, open(payment)) })
  }

const onFulfillment =
  (command: Command<{ id: string; fulfillment_id: string }>): Act =>
  ({ id, fulfillments }, { which }) => {
    const one = at(fulfillments, which)
    return one ? ask(command, { id, fulfillment_id: one.id }) : null
  }

const onReturn =
  (command: Command<{ id: string; return_id: string }>): Act =>
  ({ id, returns }, { which }) => {
    const one = at(returns, which)
    return one ? ask(command, { id, return_id: one.id }) : null
  }

const someLine = (order: Order, { which }: Chance) => at(order.lines, which)?.id ?? 'lin_none'

const editing =
  (op: (order: Order, chance: Chance) => Parameters<typeof editOrder.run>[1]['ops'][number]): Act =>
  (order, chance) =>
    ask(editOrder, { id: order.id, ops: [op(order, chance)] })

const adjusting =
  (sku: string): Act =>
  (_, { much, yes }) =>
    ask(adjustStock, { sku, delta: (much % 6) - 2 || 1, force: yes && much % 3 === 0 })

const create: Act = (_, { which, much, yes, status }) =>
  ask(orders.createStaffOrder, {
    email: 'buyer@example.com',
    prices_include_tax: much % 2 === 0,
    tax_rounding: much % 3 === 0 ? 'total' : 'line',
    draft: status === 'failure',
    lines: [
      { sku: 'TEA', quantity: 1 + (which % 3) },
      { sku: 'CUP', quantity: 1 },
      // The same product on another line, at a price of its own.
      ...(which % 2 === 0
        ? [{ sku: 'TEA', quantity: 1, unit_price: much, tax_rate_ppm: 70_000 }]
        : []),
      ...(much % 4 === 0 ? [{ sku: 'FILE', quantity: 2 }] : []),
      ...(much % 5 === 0 ? [{ title: 'Engraving', unit_price: 333, quantity: 1 }] : []),
    ],
    tax_status: much % 11 === 0 ? 'exempt' : 'taxable',
    ...(much % 7 === 0 ? { payment: { kind: yes ? 'sale' : 'authorize', status } } : {}),
    ...(much % 13 === 0 ? { expires_at: null } : {}),
    shipping: [
      { title: 'Post', price: 590, ...(yes ? { tax_mode: 'goods' } : { tax_rate_ppm: 190_000 }) },
    ],
    discounts: [
      ...(yes ? [{ code: 'TWO' }] : []),
      ...(which === 3 ? [{ title: 'Off', kind: 'percent' as const, rate_ppm: 333_333 }] : []),
    ],
  })

export const ACTS: Record<string, Act> = {
  create,
  restock: adjusting('TEA'),
  more_cups: adjusting('CUP'),
  more_files: adjusting('FILE'),
  place: plain(orders.placeOrder),
  confirm: plain(orders.confirmOrder),
  complete: plain(orders.completeOrder),
  reopen: plain(orders.reopenOrder),
  hold: ({ id }) => ask(orders.holdOrder, { id }),
  release: plain(orders.releaseOrder),
  cancel: ({ id }, { much, yes }) =>
    ask(orders.cancelOrder, {
      id,
      ...(yes ? { refund: 'all' } : {}),
      ...(much % 2 === 0 ? {} : { keep: much % 500 }),
    }),
  resolve_attention: plain(orders.resolveOrder),
  archive: plain(orders.archiveOrder),
  unarchive: plain(orders.unarchiveOrder),
  delete: plain(orders.deleteOrder),
  note: ({ id }, { much }) => ask(orders.addNote, { id, text: `Note ${much}` }),
  patch: ({ id }, { much }) => ask(orders.patchOrder, { id, tags: [`t${much % 2}`] }),
  authorize: pay('authorize'),
  sale: pay('sale'),
  capture: onPayment(capturePayment, (p) => p.authorized - p.captured - p.voided),
  void: onPayment(voidPayment, (p) => p.authorized - p.captured - p.voided),
  refund: onPayment(refundPayment, (p) => p.captured - p.refunded),
  chargeback: onPayment(chargeBackPayment, (p) => p.captured),
  chargeback_reversal: onPayment(reverseChargeback, (p) => p.captured),
  resolve: ({ id, payments }, { which, yes }) => {
    const pending = payments.flatMap((p) => p.transactions.filter((t) => t.status === 'pending'))
    const txn = at(pending, which)
    const status = yes ? ('success' as const) : ('failure' as const)
    return txn ? ask(resolvePending, { id, transaction_id: txn.id, status }) : null
  },
  fulfill: (order, chance) =>
    ask(createFulfillment, {
      id: order.id,
      ship: chance.much % 2 === 0,
      ...(chance.yes
        ? {}
        : { lines: [{ line_id: someLine(order, chance), quantity: units(chance) }] }),
    }),
  pack: onFulfillment(packFulfillment),
  ship: onFulfillment(shipFulfillment as Command<{ id: string; fulfillment_id: string }>),
  deliver: onFulfillment(deliverFulfillment),
  cancel_fulfillment: onFulfillment(cancelFulfillment),
  undo_shipment: ({ id, fulfillments }, { which }) => {
    const shipped = at(
      fulfillments.filter(({ status }) => status === 'shipped'),
      which,
    )
    return shipped ? ask(cancelFulfillment, { id, fulfillment_id: shipped.id }) : null
  },
  ask_back: (order, chance) =>
    ask(createReturn, {
      id: order.id,
      lines: [{ line_id: someLine(order, chance), quantity: units(chance) }],
    }),
  approve: onReturn(approveReturn),
  reject: onReturn(rejectReturn),
  withdraw: onReturn(withdrawReturn),
  close: onReturn(closeReturn),
  receive: ({ id, returns }, { which, much, yes }) => {
    const one = at(returns, which)
    if (one === undefined) return null
    const lines = one.lines.map(({ line_id, qty_requested }) => {
      const received = Math.max(0, qty_requested - (much % 2))
      const restocked = Math.max(0, received - (much % 3 === 0 ? 1 : 0))
      return { line_id, received, restocked, written_off: received - restocked }
    })
    const more = much % 7 === 0 ? { exchange: { lines: [{ sku: 'CUP', quantity: 1 }] } } : {}
    return ask(receiveReturn, {
      id,
      return_id: one.id,
      lines,
      fee: much % 40,
      refund: yes,
      ...more,
    })
  },
  add_line: editing((_, { which }) => ({
    op: 'add_line',
    sku: which % 3 === 0 ? 'FILE' : 'CUP',
    quantity: 1,
  })),
  set_quantity: editing((order, chance) => ({
    op: 'set_quantity',
    line_id: someLine(order, chance),
    quantity: chance.much % 4,
  })),
  set_price: editing((order, chance) => ({
    op: 'set_price',
    line_id: someLine(order, chance),
    unit_price: chance.much,
  })),
  set_tax_status: editing((_, { yes }) => ({
    op: 'set_tax_status',
    tax_status: yes ? 'taxable' : 'reverse_charge',
  })),
  add_code: editing(() => ({ op: 'add_discount', code: 'two' })),
  rejudge: editing(() => ({ op: 'rejudge' })),
  remove_discount: editing((order, { which }) => ({
    op: 'remove_discount',
    discount_id: at(order.discounts, which)?.id ?? 'dsc_none',
  })),
}

/** What leads on from where an order is: left to chance alone, few orders would come far. */
export function leading(order: Order): string[] {
  const { status, fulfillments, returns, payments, due_total } = order
  const has = (list: readonly { status: string }[], ...states: string[]) =>
    list.some((one) => states.includes(one.status))
  if (status === 'draft') return ['place', 'place', 'delete']
  if (status === 'pending') return ['confirm', 'sale', 'authorize']
  return [
    ...(status === 'confirmed' ? ['fulfill', 'complete'] : []),
    ...(due_total > 0 ? ['sale', 'capture'] : ['refund', 'chargeback', 'chargeback_reversal']),
    ...(payments.length === 0 ? [] : ['void', 'resolve']),
    ...(has(fulfillments, 'pending', 'packed') ? ['ship', 'pack', 'cancel_fulfillment'] : []),
    ...(has(fulfillments, 'shipped', 'delivered') ? ['ask_back', 'deliver'] : []),
    ...(has(fulfillments, 'shipped') ? ['undo_shipment'] : []),
    ...(has(returns, 'requested') ? ['approve', 'approve', 'reject', 'withdraw'] : []),
    ...(has(returns, 'approved') ? ['receive', 'receive'] : []),
    ...(has(returns, 'received') ? ['close'] : []),
  ]
}
