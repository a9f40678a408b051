// The commands that an order's state allows, for staff and for the customer whose order it is
// (docs/domain.md §3, `allowed`). The list is a function of the order and of who asks, so that no
// client repeats the transition table.

import { isAllReturned } from './cancel.ts'
import { FULFILLMENT_STEPS, hasUndoable, unplannedOf } from './fulfillment.ts'
import { capturable, refundable } from './ledger.ts'
import { isComplete, isToShip } from './lifecycle.ts'
import {
  type FulfillmentState,
  ORDER_STATUSES,
  type Order,
  type OrderStatus,
  type Payment,
} from './order.ts'
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

type Check = (order: Order) => boolean

const always: Check = () => true
const isFree: Check = (order) => !order.on_hold
const isArchived: Check = (order) => order.archived_at !== null

// The stored sums come first: they answer for most payments without a walk over the transactions.
const isCapturable = (payment: Payment): boolean =>
  payment.authorized > 0 && capturable(payment) > 0
const isRefundable = (payment: Payment): boolean =>
  payment.captured > payment.refunded && refundable(payment) > 0

const hasCapturable: Check = ({ payments }) => payments.some(isCapturable)

const hasParcel =
  (from: readonly FulfillmentState[]): Check =>
  ({ fulfillments }) =>
    fulfillments.some((one) => from.includes(one.status))

const isFreeWithParcel = (from: readonly FulfillmentState[]): Check => {
  const has = hasParcel(from)
  return (order) => isFree(order) && has(order)
}

interface Rule {
  /** The step of the transition table; absent: every status allows it. */
  step?: StepName
  /** The further conditions; absent: none. */
  when?: Check
}

const RULES: Record<OrderCommand, Rule> = {
  place: { step: 'place' },
  confirm: { step: 'confirm', when: isFree },
  cancel: { step: 'cancel', when: isAllReturned },
  complete: { step: 'complete', when: (order) => isFree(order) && isComplete(order) },
  reopen: { step: 'reopen' },
  hold: { step: 'hold', when: isFree },
  release: { step: 'release', when: (order) => order.on_hold },
  resolve: { when: (order) => order.attention },
  archive: { when: (order) => !isArchived(order) },
  unarchive: { when: isArchived },
  edit: { step: 'edit' },
  update: {},
  delete: { step: 'delete' },
  pay: { step: 'pay' },
  capture: { step: 'pay', when: hasCapturable },
  void: { step: 'pay', when: hasCapturable },
  refund: { step: 'pay', when: ({ payments }) => payments.some(isRefundable) },
  fulfill: {
    step: 'fulfill',
    when: (order) => isFree(order) && isToShip(order) && unplannedOf(order).length > 0,
  },
  pack: { step: 'fulfill', when: isFreeWithParcel(FULFILLMENT_STEPS.packed) },
  ship: { step: 'fulfill', when: isFreeWithParcel(FULFILLMENT_STEPS.shipped) },
  deliver: { step: 'deliver', when: hasParcel(FULFILLMENT_STEPS.delivered) },
  unship: { step: 'unship', when: hasUndoable },
  track: { step: 'deliver', when: hasParcel(['pending', 'packed', 'shipped', 'delivered']) },
  return: { step: 'return', when: ({ lines }) => lines.some((line) => returnable(line) > 0) },
}

/** A customer changes an order until its first parcel is planned. */
export const mayCustomerUpdate: Check = ({ fulfillments }) =>
  fulfillments.every((one) => one.status === 'cancelled')

/** A customer cancels an order of which nothing is captured and no parcel is planned. */
export const mayCustomerCancel: Check = (order) =>
  order.captured_total === 0 && mayCustomerUpdate(order)

/** The commands of customers, with their further conditions. */
const CUSTOMER_RULES: Partial<Record<OrderCommand, Check>> = {
  place: always,
  cancel: mayCustomerCancel,
  update: mayCustomerUpdate,
  delete: always,
  return: always,
}

/** The commands that the transition table allows from each status. */
const BY_STATUS: ReadonlyMap<OrderStatus, readonly OrderCommand[]> = new Map(
  ORDER_STATUSES.map((status) => [
    status,
    ORDER_COMMANDS.filter((command) => {
      const { step } = RULES[command]
      return step === undefined || allows(step, status)
    }),
  ]),
)

/**
 * The commands of `order` that are not refused for its state, in the order of ORDER_COMMANDS. A command on
 * a part of it (a payment, a parcel) is in the list where one part at least allows it.
 */
export const allowedCommands = (order: Order, isStaff: boolean): OrderCommand[] =>
  (BY_STATUS.get(order.status) ?? []).filter(
    (command) =>
      RULES[command].when?.(order) !== false &&
      (isStaff || CUSTOMER_RULES[command]?.(order) === true),
  )
