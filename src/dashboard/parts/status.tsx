// The words of the order's statuses and how much each asks of the reader. The color repeats the word
// and never replaces it.

import type { Order } from '#client/index.ts'

type StatusTone = 'open' | 'calm' | 'wait' | 'work' | 'good' | 'stop'
type Words<T extends string> = Readonly<Record<T, readonly [text: string, tone: StatusTone]>>

export const DISPLAY: Words<Order['display_status']> = {
  draft: ['Draft', 'open'],
  pending: ['Pending', 'wait'],
  processing: ['Processing', 'work'],
  on_hold: ['On hold', 'stop'],
  partially_shipped: ['Partly shipped', 'work'],
  shipped: ['Shipped', 'good'],
  delivered: ['Delivered', 'good'],
  completed: ['Completed', 'good'],
  refunded: ['Refunded', 'calm'],
  cancelled: ['Cancelled', 'calm'],
  expired: ['Expired', 'calm'],
}

export const PAYMENT: Words<Order['payment_status']> = {
  unpaid: ['Unpaid', 'wait'],
  pending: ['Payment pending', 'wait'],
  partially_authorized: ['Partly authorized', 'wait'],
  authorized: ['Authorized', 'work'],
  partially_paid: ['Partly paid', 'wait'],
  paid: ['Paid', 'good'],
  not_required: ['Nothing to pay', 'calm'],
  overpaid: ['Overpaid', 'stop'],
  partially_refunded: ['Partly refunded', 'calm'],
  refunded: ['Refunded', 'calm'],
  charged_back: ['Charged back', 'stop'],
  voided: ['Voided', 'calm'],
}

export const FULFILLMENT: Words<Order['fulfillment_status']> = {
  not_required: ['Nothing to ship', 'calm'],
  unfulfilled: ['Unfulfilled', 'open'],
  partially_fulfilled: ['Partly fulfilled', 'work'],
  fulfilled: ['Fulfilled', 'good'],
  delivered: ['Delivered', 'good'],
}

export const RETURN: Words<Order['return_status']> = {
  none: ['No return', 'calm'],
  requested: ['Return requested', 'wait'],
  in_progress: ['Return under way', 'work'],
  partially_returned: ['Partly returned', 'calm'],
  returned: ['Returned', 'calm'],
}

export const PARCEL: Words<Order['fulfillments'][number]['status']> = {
  pending: ['Planned', 'open'],
  packed: ['Packed', 'work'],
  shipped: ['Shipped', 'good'],
  delivered: ['Delivered', 'good'],
  cancelled: ['Cancelled', 'calm'],
}

export const GOODS_BACK: Words<Order['returns'][number]['status']> = {
  requested: ['Requested', 'wait'],
  approved: ['Approved', 'work'],
  received: ['Received', 'work'],
  closed: ['Closed', 'good'],
  rejected: ['Rejected', 'calm'],
  cancelled: ['Cancelled', 'calm'],
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
