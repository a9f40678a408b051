// Parcels: what is planned, packed, on its way and there, and what is left to send; where nothing can
// be sent just now, why.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { type Fulfillment, useOrder } from '#dashboard/parts/order/context.ts'
import { useLocations } from '#dashboard/parts/order/location-field.tsx'
import { unitsText } from '#dashboard/parts/order/quantities.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { PARCEL, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { NewParcel, ShipParcel, TrackParcel } from './dialogs.tsx'

type Open = { kind: 'new' } | { kind: 'ship' | 'track'; parcel: Fulfillment } | null

export function Fulfillments() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const left = order.lines.reduce((sum, line) => sum + unplanned(order, line), 0)
  const isNeeded = order.lines.some(({ requires_shipping }) => requires_shipping)
  const why = whyNot(order)
  return (
    <section className="parts-panel" aria-label="Fulfillments">
      <header className="parts-panel-head">
        <h2>Fulfillments</h2>
        {isStaff && left > 0 && why === null && (
          <>
            <span className="parts-soft parts-small">{unitsText(left)} left</span>
            <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
              Ship or pack
            </Button>
          </>
        )}
      </header>
      {order.fulfillments.length === 0 && (
        <p className="parts-panel-body parts-soft">
          {isNeeded ? 'Nothing has been packed yet.' : 'Nothing has to be shipped.'}{' '}
          {isStaff && left > 0 && why}
        </p>
      )}
      {order.fulfillments.length > 0 && isStaff && left > 0 && why !== null && (
        <p className="parts-panel-body parts-soft">
          {unitsText(left)} left. {why}
        </p>
      )}
      <ul>
        {order.fulfillments.map((parcel) => (
          <Parcel key={parcel.id} parcel={parcel} onOpen={setOpen} />
        ))}
      </ul>
      {open?.kind === 'new' && <NewParcel onClose={close} />}
      {open?.kind === 'ship' && <ShipParcel parcel={open.parcel} onClose={close} />}
      {open?.kind === 'track' && <TrackParcel parcel={open.parcel} onClose={close} />}
    </section>
  )
}

/** Why nothing leaves just now; null where it may. */
function whyNot({ status, on_hold }: Order): string | null {
  if (on_hold) return 'On hold: nothing leaves before it is released.'
  return WHY_NOT[status] ?? null
}

const WHY_NOT: Readonly<Partial<Record<Order['status'], string>>> = {
  draft: 'It ships once it is placed and confirmed.',
  pending: 'It ships once it is confirmed.',
  completed: 'Reopen the order to send more.',
  cancelled: 'The order is cancelled.',
  expired: 'The order expired.',
}

interface ParcelProps {
  parcel: Fulfillment
  onOpen: (open: Open) => void
}

function Parcel({ parcel, onOpen }: ParcelProps) {
  const { order, take, isStaff } = useOrder()
  const { id, status, number } = parcel
  const titles = new Map(order.lines.map((line) => [line.id, line.title]))
  const latest =
    parcel.cancelled_at ??
    parcel.delivered_at ??
    parcel.shipped_at ??
    parcel.packed_at ??
    parcel.created_at

  async function run(step: 'pack' | 'deliver' | 'cancel', done: string): Promise<void> {
    try {
      take(await client.fulfillments[step](order.id, id))
      notify(`Parcel ${number} ${done}`)
    } catch (error) {
      notifyRefusal(`Parcel ${number}`, error)
    }
  }
  const cancel = async () => {
    const isMeant = await confirm({
      title: `Cancel parcel ${number}?`,
      body: 'It does not leave. Its goods stay reserved and can go into another parcel.',
      yes: 'Cancel the parcel',
      tone: 'stop',
    })
    if (isMeant) await run('cancel', 'cancelled')
  }
  const undo = async () => {
    const isMeant = await confirm({
      title: `Undo the shipment of parcel ${number}?`,
      body: `For a shipment booked by mistake, or a parcel that came back undeliverable. Its goods are in stock again, reserved for this order, and can be shipped again.${
        order.status === 'completed' ? ' The order is open again.' : ''
      }`,
      yes: 'Undo the shipment',
      tone: 'stop',
    })
    if (isMeant) await run('cancel', 'is not shipped any more')
  }
  const isHere = status === 'pending' || status === 'packed'
  const mayLeave = whyNot(order) === null
  const isAlive = order.status === 'confirmed' || order.status === 'completed'
  return (
    <li className="parts-entry">
      <span className="parts-strong">Parcel {number}</span>
      <Status words={PARCEL} value={status} />
      <span className="parts-soft parts-small">
        <Time at={latest} />
      </span>
      <span className="parts-push parts-row parts-row-wrap">
        {status !== 'cancelled' && (
          <Link
            className="parts-button"
            data-size="small"
            data-tone="quiet"
            to="/orders/$id/packing-slip"
            params={{ id: order.id }}
            search={{ parcel: String(number) }}
          >
            Slip
          </Link>
        )}
        {isStaff && isHere && (
          <Button size="small" tone="quiet" onClick={() => void cancel()}>
            Cancel
          </Button>
        )}
        {isStaff && isAlive && status === 'shipped' && (
          <Button size="small" tone="quiet" onClick={() => void undo()}>
            Undo shipment
          </Button>
        )}
        {isStaff && isAlive && status !== 'cancelled' && (
          <Button size="small" tone="quiet" onClick={() => onOpen({ kind: 'track', parcel })}>
            Tracking
          </Button>
        )}
        {isStaff && status === 'pending' && mayLeave && (
          <Button size="small" onClick={() => void run('pack', 'packed')}>
            Packed
          </Button>
        )}
        {isStaff && isHere && mayLeave && (
          <Button size="small" onClick={() => onOpen({ kind: 'ship', parcel })}>
            Ship
          </Button>
        )}
        {isStaff && isAlive && status === 'shipped' && (
          <Button size="small" onClick={() => void run('deliver', 'delivered')}>
            Delivered
          </Button>
        )}
      </span>
      <ul className="parts-detail">
        {parcel.lines.map(({ line_id, quantity }) => (
          <li key={line_id}>
            {quantity} × {titles.get(line_id)}
          </li>
        ))}
        <Place id={parcel.location_id} />
        <Tracks parcel={parcel} />
      </ul>
    </li>
  )
}

/** Told only where there is more than one. */
function Place({ id }: { id: string | null }) {
  const { isStaff } = useOrder()
  const locations = useLocations(isStaff && id !== null)
  const place = locations.length > 1 && locations.find((one) => one.id === id)
  return place ? <li>From {place.name}</li> : null
}

const Tracks = ({ parcel: { carrier, tracking } }: { parcel: Fulfillment }) => (
  <>
    {carrier !== null && tracking.length === 0 && <li>{carrier}</li>}
    {tracking.map((one) => (
      <li key={one.number}>
        {carrier}{' '}
        {one.url === null ? (
          <span className="parts-mono">{one.number}</span>
        ) : (
          <a className="parts-mono" href={one.url} target="_blank" rel="noreferrer">
            {one.number}
          </a>
        )}
      </li>
    ))}
  </>
)
