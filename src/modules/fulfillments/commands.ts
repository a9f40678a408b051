// The commands of shipments: create, pack, ship, deliver, cancel, tracking. All answer with the whole
// order and may answer 404 not_found, 409 bad_transition; where goods are planned or leave, also 409
// on_hold.

import { type TObject, Type } from '@sinclair/typebox'
import type { Context } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
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
import type { Order } from '#domain/order.ts'
import { type DecideContext, type OnOrder, onOrder, orderCommand } from '#modules/orders/update.ts'
import { loadLocation } from '#modules/stock/store.ts'
import { FulfillmentBody, ShipBody, TrackingBody } from './model.ts'

const STAFF: Policy = { staff: 'orders:write' }

type Moment = DecideContext & { context: Context }

const shipmentContext = ({ rules, now, context }: Moment): ShipmentContext => ({
  rules,
  now,
  nextId: (prefix) => context.ids.next(prefix),
})

interface Told {
  carrier?: TrackingBody['carrier'] | undefined
  tracking?: TrackingBody['tracking'] | undefined
}

/** Every parcel has a `url`, if only null. */
const parcelOf = ({ carrier, tracking }: Told): ParcelArgs => ({
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
export const createShipment = orderCommand<OnOrder & FulfillmentBody>({
  name: 'fulfillment.create',
  args: onOrder(FulfillmentBody),
  who: STAFF,
  makes: true,
  async decide(order, { id: _, carrier, tracking, ...args }, moment) {
    await requireLocation(moment.tx, args.location_id)
    const parcel = parcelOf({ carrier, tracking })
    return createFulfillment(order, { ...args, ...parcel }, shipmentContext(moment))
  },
})

type OnFulfillment = OnOrder & { fulfillment_id: string }

const stepCommand = <Args>(
  name: string,
  body: TObject,
  decide: (
    order: Order,
    args: OnFulfillment & Args,
    moment: Moment & { tx: Sql },
  ) => Decision | Promise<Decision>,
) =>
  orderCommand<OnFulfillment & Args>({
    name: `fulfillment.${name}`,
    args: onOrder(body, { fulfillment_id: Type.String() }),
    who: STAFF,
    decide,
  })

const NOTHING = Type.Object({})

export const packShipment = stepCommand('pack', NOTHING, (order, args, { now }) =>
  pack(order, args.fulfillment_id, { now }),
)

/** Also 409 not_in_stock; 422 validation. */
export const sendShipment = stepCommand<ShipBody>('ship', ShipBody, async (order, args, moment) => {
  const { fulfillment_id, location_id } = args
  await requireLocation(moment.tx, location_id)
  const from = location_id === undefined ? {} : { location_id }
  return ship(order, fulfillment_id, { ...parcelOf(args), ...from }, shipmentContext(moment))
})

export const deliverShipment = stepCommand('deliver', NOTHING, (order, args, { now }) =>
  deliver(order, args.fulfillment_id, { now }),
)

/** Undoes one that has left; also 409 quantity_exceeded {line_id, sku, requested, available}. */
export const cancelShipment = stepCommand('cancel', NOTHING, (order, args, { now }) =>
  cancelFulfillment(order, args.fulfillment_id, { now }),
)

export const trackShipment = stepCommand<TrackingBody>('track', TrackingBody, (order, args) =>
  track(order, args.fulfillment_id, parcelOf(args)),
)
