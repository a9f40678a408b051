// The statuses of an order, each with its word and its tone. The color repeats the word and never
// replaces it.

import type { Order } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'

type StatusTone = 'open' | 'calm' | 'wait' | 'work' | 'good' | 'stop'
type Words<T extends string> = Readonly<Record<T, readonly [text: string, tone: StatusTone]>>

export const DISPLAY: Words<Order['display_status']> = {
  draft: [t.common.displayStatuses.draft, 'open'],
  pending: [t.common.displayStatuses.pending, 'wait'],
  processing: [t.common.displayStatuses.processing, 'work'],
  on_hold: [t.common.displayStatuses.on_hold, 'stop'],
  partially_shipped: [t.common.displayStatuses.partially_shipped, 'work'],
  shipped: [t.common.displayStatuses.shipped, 'good'],
  delivered: [t.common.displayStatuses.delivered, 'good'],
  completed: [t.common.displayStatuses.completed, 'good'],
  refunded: [t.common.displayStatuses.refunded, 'calm'],
  cancelled: [t.common.displayStatuses.cancelled, 'calm'],
  expired: [t.common.displayStatuses.expired, 'calm'],
}

export const PAYMENT: Words<Order['payment_status']> = {
  unpaid: [t.common.paymentStatuses.unpaid, 'wait'],
  pending: [t.common.paymentStatuses.pending, 'wait'],
  partially_authorized: [t.common.paymentStatuses.partially_authorized, 'wait'],
  authorized: [t.common.paymentStatuses.authorized, 'work'],
  partially_paid: [t.common.paymentStatuses.partially_paid, 'wait'],
  paid: [t.common.paymentStatuses.paid, 'good'],
  not_required: [t.common.paymentStatuses.not_required, 'calm'],
  overpaid: [t.common.paymentStatuses.overpaid, 'stop'],
  partially_refunded: [t.common.paymentStatuses.partially_refunded, 'calm'],
  refunded: [t.common.paymentStatuses.refunded, 'calm'],
  charged_back: [t.common.paymentStatuses.charged_back, 'stop'],
  voided: [t.common.paymentStatuses.voided, 'calm'],
}

export const FULFILLMENT: Words<Order['fulfillment_status']> = {
  not_required: [t.common.fulfillmentStatuses.not_required, 'calm'],
  unfulfilled: [t.common.fulfillmentStatuses.unfulfilled, 'open'],
  partially_fulfilled: [t.common.fulfillmentStatuses.partially_fulfilled, 'work'],
  fulfilled: [t.common.fulfillmentStatuses.fulfilled, 'good'],
  delivered: [t.common.fulfillmentStatuses.delivered, 'good'],
}

export const ORDER_RETURNS: Words<Order['return_status']> = {
  none: [t.common.returnStatuses.none, 'calm'],
  requested: [t.common.returnStatuses.requested, 'wait'],
  in_progress: [t.common.returnStatuses.in_progress, 'work'],
  partially_returned: [t.common.returnStatuses.partially_returned, 'calm'],
  returned: [t.common.returnStatuses.returned, 'calm'],
}

export const PARCEL: Words<Order['fulfillments'][number]['status']> = {
  pending: [t.common.parcelStatuses.pending, 'open'],
  packed: [t.common.parcelStatuses.packed, 'work'],
  shipped: [t.common.parcelStatuses.shipped, 'good'],
  delivered: [t.common.parcelStatuses.delivered, 'good'],
  cancelled: [t.common.parcelStatuses.cancelled, 'calm'],
}

export const RETURN_STEPS: Words<Order['returns'][number]['status']> = {
  requested: [t.common.returnSteps.requested, 'wait'],
  approved: [t.common.returnSteps.approved, 'work'],
  received: [t.common.returnSteps.received, 'work'],
  closed: [t.common.returnSteps.closed, 'good'],
  rejected: [t.common.returnSteps.rejected, 'calm'],
  cancelled: [t.common.returnSteps.cancelled, 'calm'],
}

export const wordOf = <T extends string>(words: Words<T>, value: T): string => words[value][0]

export function Status<T extends string>({ words, value }: { words: Words<T>; value: T }) {
  const [text, tone] = words[value]
  return (
    <span className="parts-status" data-tone={tone}>
      {text}
    </span>
  )
}
