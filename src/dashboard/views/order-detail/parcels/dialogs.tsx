// The dialogs that create, ship and track a parcel.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Check } from '#dashboard/parts/form.tsx'
import { type Fulfillment, type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { LocationField, locationOf } from '#dashboard/parts/order/location-field.tsx'
import { isWithin, QuantityTable, useQuantities } from '#dashboard/parts/order/quantities.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { TrackingFields, useTrackingForm } from './tracking-fields.tsx'

export function NewParcel({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const most = (line: Line) => unplanned(order, line)
  // The lines of the moment it opened: units that others plan since then lower the maximum only.
  const [ids] = useState(
    () => new Set(order.lines.filter((line) => most(line) > 0).map(({ id }) => id)),
  )
  const lines = order.lines.filter(({ id }) => ids.has(id))
  const quantities = useQuantities(lines, most)
  const tracking = useTrackingForm()
  const [location, setLocation] = useState('')
  const [isShipped, setShipped] = useState(true)
  const texts = t.parcels.newDialog
  const units = t.common.countUnits(quantities.count)
  return (
    <FormDialog
      title={texts.title}
      confirmLabel={isShipped ? texts.ship(units) : texts.plan(units)}
      done={isShipped ? texts.shipped(units) : texts.planned}
      onClose={onClose}
      isReady={isWithin(quantities, lines, most)}
      send={(options) =>
        client.fulfillments.create(
          order.id,
          {
            lines: quantities.chosen,
            ...tracking.body,
            ...locationOf(location),
            ...(isShipped ? { ship: true } : {}),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <QuantityTable
            lines={lines}
            most={most}
            quantities={quantities}
            title={t.common.quantity}
          />
          <Check label={texts.shipNow} isOn={isShipped} onChange={setShipped} />
          <TrackingFields tracking={tracking} problemOf={form.problemOf} />
          <LocationField
            label={t.parcels.location}
            none={t.parcels.locationDefault}
            value={location}
            onChange={setLocation}
          />
        </>
      )}
    </FormDialog>
  )
}

interface ParcelDialogProps {
  parcel: Fulfillment
  onClose: () => void
}

export function ShipParcel({ parcel, onClose }: ParcelDialogProps) {
  const { order } = useOrder()
  const tracking = useTrackingForm(parcel)
  const [location, setLocation] = useState(parcel.location_id ?? '')
  return (
    <FormDialog
      title={t.parcels.shipDialog.title(parcel.number)}
      confirmLabel={t.parcels.shipDialog.confirm}
      done={t.parcels.steps.shipped(parcel.number)}
      onClose={onClose}
      isReady={!tracking.isCarrierRemoved}
      send={(options) =>
        client.fulfillments.ship(
          order.id,
          parcel.id,
          { ...tracking.body, ...locationOf(location) },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="parts-soft">{t.parcels.shipDialog.description}</p>
          <TrackingFields tracking={tracking} problemOf={form.problemOf} hasFocus />
          <LocationField
            label={t.parcels.location}
            none={t.parcels.locationDefault}
            value={location}
            onChange={setLocation}
          />
        </>
      )}
    </FormDialog>
  )
}

export function TrackParcel({ parcel, onClose }: ParcelDialogProps) {
  const { order } = useOrder()
  const tracking = useTrackingForm(parcel)
  return (
    <FormDialog
      title={t.parcels.tracking.title(parcel.number)}
      confirmLabel={t.common.save}
      done={t.parcels.tracking.saved}
      onClose={onClose}
      isReady={Object.keys(tracking.body).length > 0 && !tracking.isCarrierRemoved}
      send={(options) => client.fulfillments.track(order.id, parcel.id, tracking.body, options)}
    >
      {(form) => <TrackingFields tracking={tracking} problemOf={form.problemOf} hasFocus />}
    </FormDialog>
  )
}
