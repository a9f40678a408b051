// The commands of fulfillments: create, pack, ship, deliver, cancel, tracking. All answer with the whole
// order and may answer 404 not_found, 409 bad_transition; where goods are planned or leave, also 409
// on_hold.

import { type TProperties, Type } from '@sinclair/typebox'
import type { Policy } from '#domain/access.ts'
import * as domain from '#domain/fulfillment.ts'
import { onOrder, orderCommand } from '#modules/orders/public.ts'
import { requireLocation } from '#modules/stock/public.ts'
import { FulfillmentBody, ShipBody, TrackingBody } from './model.ts'

const STAFF: Policy = { staff: 'orders:write' }

type Undefinable<T> = { [K in keyof T]: T[K] | undefined }

/** The parcels with a `url` each, null where the request has none. */
const parcelOf = ({ carrier, tracking }: Undefinable<TrackingBody>): domain.ParcelArgs => ({
  ...(carrier === undefined ? {} : { carrier }),
  ...(tracking === undefined
    ? {}
    : { tracking: tracking.map(({ number, url = null }) => ({ number, url })) }),
})

/** Also 409 quantity_exceeded {line_id, requested, available}, not_in_stock; 422 validation. */
export const createFulfillment = orderCommand({
  name: 'fulfillment.create',
  args: onOrder(FulfillmentBody.properties),
  who: STAFF,
  makes: true,
  async decide(order, { id: _, carrier, tracking, ...args }, decideContext) {
    await requireLocation(decideContext.tx, args.location_id)
    const parcel = parcelOf({ carrier, tracking })
    return domain.createFulfillment(order, { ...args, ...parcel }, decideContext)
  },
})

const onFulfillment = <Fields extends TProperties>(fields: Fields) =>
  onOrder({ fulfillment_id: Type.String(), ...fields })
const OnFulfillment = onFulfillment({})

export const packFulfillment = orderCommand({
  name: 'fulfillment.pack',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) => domain.pack(order, fulfillment_id, { now }),
})

/** Also 409 not_in_stock; 422 validation. */
export const shipFulfillment = orderCommand({
  name: 'fulfillment.ship',
  args: onFulfillment(ShipBody.properties),
  who: STAFF,
  async decide(order, { fulfillment_id, location_id, ...parcel }, decideContext) {
    await requireLocation(decideContext.tx, location_id)
    const from = location_id === undefined ? {} : { location_id }
    return domain.ship(order, fulfillment_id, { ...parcelOf(parcel), ...from }, decideContext)
  },
})

export const deliverFulfillment = orderCommand({
  name: 'fulfillment.deliver',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) => domain.deliver(order, fulfillment_id, { now }),
})

/** Undoes one that has left; also 409 quantity_exceeded {line_id, sku, requested, available}. */
export const cancelFulfillment = orderCommand({
  name: 'fulfillment.cancel',
  args: OnFulfillment,
  who: STAFF,
  decide: (order, { fulfillment_id }, { now }) =>
    domain.cancelFulfillment(order, fulfillment_id, { now }),
})

export const trackFulfillment = orderCommand({
  name: 'fulfillment.track',
  args: onFulfillment(TrackingBody.properties),
  who: STAFF,
  decide: (order, { fulfillment_id, ...parcel }) =>
    domain.track(order, fulfillment_id, parcelOf(parcel)),
})
