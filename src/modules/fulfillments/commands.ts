// The commands of shipments: create, pack, ship, deliver, cancel, tracking. All answer with the whole
// order and may answer 404 not_found, 409 bad_transition; where goods are planned or leave, also 409
// on_hold.

import { type TProperties, Type } from '@sinclair/typebox'
import type { Sql } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { invalid } from '#domain/errors.ts'
import {
  cancelFulfillment,
  createFulfillment,
  deliver,
  type ParcelArgs,
  pack,
  type ShipmentContext,
  ship,
  track,
} from '#domain/fulfillment.ts'
import { type CommandContext, onOrder, orderCommand } from '#modules/orders/public.ts'
import { loadLocation } from '#modules/stock/public.ts'
import { FulfillmentBody, ShipBody, TrackingBody } from './model.ts'

const STAFF: Policy = { staff: 'orders:write' }

const shipmentContext = ({ rules, now, context }: CommandContext): ShipmentContext => ({
  rules,
  now,
  nextId: (prefix) => context.ids.next(prefix),
})

type Undefinable<T> = { [K in keyof T]: T[K] | undefined }

/** The parcels with a `url` each, null where the request has none. */
const parcelOf = ({ carrier, tracking }: Undefinable<TrackingBody>): ParcelArgs => ({
  ...(carrier === undefined ? {} : { carrier }),
  ...(tracking === undefined
    ? {}
    : { tracking: tracking.map(({ number, url = null }) => ({ number, url })) }),
})

/** 422 validation where there is no such location. */
async function requireLocation(sql: Sql, id: string | undefined): Promise<void> {
  if (id === undefined || (await loadLocation(sql, id)) !== null) return
  throw invalid([{ path: 'location_id', message: 'No such location' }])
}

/** Also 409 quantity_exceeded {line_id, requested, available}, not_in_stock; 422 validation. */
export const createShipment = orderCommand({
  name: 'fulfillment.create',
  args: onOrder(FulfillmentBody.properties),
  who: STAFF,
  makes: true,
  async decide(order, { id: _, carrier, tracking, ...args }, moment) {
    await requireLocation(moment.tx, args.location_id)
    const parcel = parcelOf({ carrier, tracking })
    return createFulfillment(order, { ...args, ...parcel }, shipmentContext(moment))
  },
})

const onFulfillment = <Fields extends TProperties>(fields: Fields) =>
  onOrder({ fulfillment_id: Type.String(), ...fields })
const OnFulfillment = onFulfillment({})

export const packShipment = orderCommand({
  name: 'fulfillment.pack',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) => pack(order, fulfillment_id, { now }),
})

/** Also 409 not_in_stock; 422 validation. */
export const sendShipment = orderCommand({
  name: 'fulfillment.ship',
  args: onFulfillment(ShipBody.properties),
  who: STAFF,
  async decide(order, { fulfillment_id, location_id, ...parcel }, moment) {
    await requireLocation(moment.tx, location_id)
    const from = location_id === undefined ? {} : { location_id }
    return ship(order, fulfillment_id, { ...parcelOf(parcel), ...from }, shipmentContext(moment))
  },
})

export const deliverShipment = orderCommand({
  name: 'fulfillment.deliver',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) => deliver(order, fulfillment_id, { now }),
})

/** Undoes one that has left; also 409 quantity_exceeded {line_id, sku, requested, available}. */
export const cancelShipment = orderCommand({
  name: 'fulfillment.cancel',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) => cancelFulfillment(order, fulfillment_id, { now }),
})

export const trackShipment = orderCommand({
  name: 'fulfillment.track',
  args: onFulfillment(TrackingBody.properties),
  who: STAFF,
  decide: (order, { fulfillment_id, ...parcel }) => track(order, fulfillment_id, parcelOf(parcel)),
})
