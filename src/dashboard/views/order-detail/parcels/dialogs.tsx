// The dialogs of parcels: a new one of some of what is left, the one that leaves, and where it is.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { Check } from '#dashboard/parts/form.tsx'
import { type Fulfillment, type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { LocationField, locationOf } from '#dashboard/parts/order/location-field.tsx'
import {
  isWithin,
  QuantityTable,
  unitsText,
  useQuantities,
} from '#dashboard/parts/order/quantities.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { LabelFields, useLabels } from './tracking-fields.tsx'

export function NewParcel({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const most = (line: Line) => unplanned(order, line)
  // As they were when it was opened: what somebody else plans meanwhile shows as fewer that are left.
  const [ids] = useState(
    () => new Set(order.lines.filter((line) => most(line) > 0).map(({ id }) => id)),
  )
  const lines = order.lines.filter(({ id }) => ids.has(id))
  const quantities = useQuantities(lines, most)
  const labels = useLabels()
  const [location, setLocation] = useState('')
  const [isShipped, setShipped] = useState(true)
  return (
    <FormDialog
      title="A parcel"
      yes={`${isShipped ? 'Ship' : 'Plan'} ${unitsText(quantities.count)}`}
      done={isShipped ? `${unitsText(quantities.count)} shipped` : 'The parcel is planned'}
      onClose={onClose}
      isReady={isWithin(quantities, lines, most)}
      send={(options) =>
        client.fulfillments.create(
          order.id,
          {
            lines: quantities.chosen,
            ...labels.body,
            ...locationOf(location),
            ...(isShipped ? { ship: true } : {}),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <QuantityTable lines={lines} most={most} quantities={quantities} title="In it" />
          <Check
            label="It leaves now: the goods go out of the stock"
            isOn={isShipped}
            onChange={setShipped}
          />
          <LabelFields labels={labels} problemOf={form.problemOf} />
          <LocationField
            label="Leaves from"
            none="Where the goods are reserved"
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
  const labels = useLabels(parcel)
  const [location, setLocation] = useState(parcel.location_id ?? '')
  return (
    <FormDialog
      title={`Ship parcel ${parcel.number}`}
      yes="Ship it"
      done={`Parcel ${parcel.number} shipped`}
      onClose={onClose}
      isReady={!labels.isForgotten}
      send={(options) =>
        client.fulfillments.ship(
          order.id,
          parcel.id,
          { ...labels.body, ...locationOf(location) },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="parts-soft">
            The goods leave the stock. A shipment can be undone until it is delivered.
          </p>
          <LabelFields labels={labels} problemOf={form.problemOf} hasFocus />
          <LocationField
            label="Leaves from"
            none="Where the goods are reserved"
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
  const labels = useLabels(parcel)
  return (
    <FormDialog
      title={`Tracking of parcel ${parcel.number}`}
      yes="Save"
      done="Tracking saved"
      onClose={onClose}
      isReady={Object.keys(labels.body).length > 0 && !labels.isForgotten}
      send={(options) => client.fulfillments.track(order.id, parcel.id, labels.body, options)}
    >
      {(form) => <LabelFields labels={labels} problemOf={form.problemOf} hasFocus />}
    </FormDialog>
  )
}
