// The commands that an order's state allows, for staff and for the customer whose order it is
// (docs/domain.md §3, `allowed`). The list is a function of the order and of who asks, so that no
// client repeats the transition table.

import { isBack } from './cancel.ts'
import { FULFILLMENT_STEPS, unplannedOf } from './fulfillment.ts'
import { capturable, refundable } from './ledger.ts'
import { isComplete } from './lifecycle.ts'
import type { FulfillmentState, Order, Payment } from './order.ts'
import { returnable } from './return.ts'
import { allows, type StepName } from './transitions.ts'

/** In the order of the wire. Clients treat the list as open. */
export const ORDER_COMMANDS = [
  'place',
  'confirm',
  'cancel',
  'complete',
  'reopen',
  'hold',
  'release',
  'resolve',
  'archive',
  'unarchive',
  'edit',
  'update',
  'delete',
  'pay',
  'capture',
  'void',
  'refund',
  'fulfill',
  'pack',
  'ship',
  'deliver',
  'unship',
  'track',
  'return',
] as const
export type OrderCommand = (typeof ORDER_COMMANDS)[number]

type Rule = (order: Order) => boolean

const all =
  (...rules: readonly Rule[]): Rule =>
  (order) =>
    rules.every((rule) => rule(order))

const status =
  (step: StepName): Rule =>
  (order) =>
    allows(step, order.status)

const isHeld: Rule = (order) => order.on_hold
const isFree: Rule = (order) => !order.on_hold
const isArchived: Rule = (order) => order.archived_at !== null

const somePayment =
  (open: (payment: Payment) => number): Rule =>
  ({ payments }) =>
    payments.some((payment) => open(payment) > 0)

const someParcel =
  (from: readonly FulfillmentState[]): Rule =>
  ({ fulfillments }) =>
    fulfillments.some((one) => from.includes(one.status))

const RULES: Record<OrderCommand, Rule> = {
  place: status('place'),
  confirm: all(status('confirm'), isFree),
  cancel: all(status('cancel'), isBack),
  complete: all(status('complete'), isFree, isComplete),
  reopen: status('reopen'),
  hold: all(status('hold'), isFree),
  release: all(status('release'), isHeld),
  resolve: (order) => order.attention,
  archive: (order) => !isArchived(order),
  unarchive: isArchived,
  edit: status('edit'),
  update: () => true,
  delete: status('delete'),
  pay: status('pay'),
  capture: all(status('pay'), somePayment(capturable)),
  void: all(status('pay'), somePayment(capturable)),
  refund: all(status('pay'), somePayment(refundable)),
  fulfill: all(status('fulfill'), isFree, (order) => unplannedOf(order).length > 0),
  pack: all(status('fulfill'), isFree, someParcel(FULFILLMENT_STEPS.packed)),
  ship: all(status('fulfill'), isFree, someParcel(FULFILLMENT_STEPS.shipped)),
  deliver: all(status('deliver'), someParcel(FULFILLMENT_STEPS.delivered)),
  unship: all(status('unship'), someParcel(['shipped'])),
  track: all(status('deliver'), someParcel(['pending', 'packed', 'shipped', 'delivered'])),
  return: all(status('return'), ({ lines }) => lines.some((line) => returnable(line) > 0)),
}

/** A customer changes an order until the first parcel of it is planned. */
export const mayCustomerUpdate: Rule = ({ fulfillments }) =>
  fulfillments.every((one) => one.status === 'cancelled')

/** A customer cancels an order of which nothing is captured or planned. */
export const mayCustomerCancel: Rule = (order) =>
  order.captured_total === 0 && mayCustomerUpdate(order)

const CUSTOMER_RULES: Partial<Record<OrderCommand, Rule>> = {
  place: RULES.place,
  cancel: all(RULES.cancel, mayCustomerCancel),
  update: mayCustomerUpdate,
  delete: RULES.delete,
  return: RULES.return,
}

/**
 * The commands of `order` that are not refused for its state, in the order of ORDER_COMMANDS. A command on
 * a part of it (a payment, a parcel) is in the list where one part at least allows it.
 */
export const allowedCommands = (order: Order, isStaff: boolean): OrderCommand[] => {
  const rules = isStaff ? RULES : CUSTOMER_RULES
  return ORDER_COMMANDS.filter((command) => rules[command]?.(order) === true)
}
