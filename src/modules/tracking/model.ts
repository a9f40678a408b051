// An order on its tracking link: where its goods are, without money, names, addresses and written texts; the same
// fields as the live topic of the link.

import { type Static, Type } from '@sinclair/typebox'
import {
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  type Order,
  RETURN_STATUSES,
} from '#domain/order.ts'
import type { LogEvent } from '#events/event.ts'
import { Nullable, OneOf, Time } from '#http/schema.ts'
import { iso, isoOrNull } from '#lib/clock.ts'

const Int = Type.Integer()
const MaybeText = Nullable(Type.String())
const MaybeTime = Nullable(Time)

export const Tracked = Type.Object(
  {
    id: Type.String(),
    version: Int,
    number: MaybeText,
    status: OneOf(ORDER_STATUSES),
    display_status: OneOf(DISPLAY_STATUSES),
    fulfillment_status: OneOf(FULFILLMENT_STATUSES),
    return_status: OneOf(RETURN_STATUSES),
    placed_at: MaybeTime,
    created_at: Time,
    updated_at: Time,
    lines: Type.Array(
      Type.Object({
        sku: MaybeText,
        title: Type.String(),
        quantity: Int,
        cancelled: Int,
        shipped: Int,
        delivered: Int,
        returned: Int,
      }),
    ),
    fulfillments: Type.Array(
      Type.Object({
        number: Int,
        status: OneOf(['pending', 'packed', 'shipped', 'delivered']),
        carrier: MaybeText,
        tracking: Type.Array(Type.Object({ number: Type.String(), url: MaybeText })),
        shipped_at: MaybeTime,
        delivered_at: MaybeTime,
      }),
    ),
    timeline: Type.Array(Type.Object({ type: Type.String(), at: Time }), {
      description: 'What happened, oldest first.',
    }),
  },
  { title: 'Tracking' },
)
export type Tracked = Static<typeof Tracked>

export const presentTracked = (order: Order, events: readonly LogEvent[]): Tracked => ({
  id: order.id,
  version: order.version,
  number: order.number,
  status: order.status,
  display_status: order.display_status,
  fulfillment_status: order.fulfillment_status,
  return_status: order.return_status,
  placed_at: isoOrNull(order.placed_at),
  created_at: iso(order.created_at),
  updated_at: iso(order.updated_at),
  lines: order.lines.map((line) => ({
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    cancelled: line.qty_cancelled,
    shipped: line.qty_shipped,
    delivered: line.qty_delivered,
    returned: line.qty_returned,
  })),
  fulfillments: order.fulfillments.flatMap(({ status, ...parcel }) =>
    status === 'cancelled'
      ? []
      : [
          {
            number: parcel.number,
            status,
            carrier: parcel.carrier,
            tracking: parcel.tracking.map(({ number, url }) => ({ number, url })),
            shipped_at: isoOrNull(parcel.shipped_at),
            delivered_at: isoOrNull(parcel.delivered_at),
          },
        ],
  ),
  timeline: events
    .filter((event) => event.textFor('public') !== null)
    .map((event) => ({ type: event.type, at: event.body().at })),
})
