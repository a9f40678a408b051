// The parcels of an order with the actions on each, and the units left to ship. Where nothing can be
// shipped now, the panel says why.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { type Fulfillment, isAllowed, useOrder } from '#dashboard/parts/order/context.ts'
import { useLocations } from '#dashboard/parts/order/location-field.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { PARCEL, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { NewParcel, ShipParcel, TrackParcel } from './dialogs.tsx'

const texts = t.parcels

type Open = { kind: 'new' } | { kind: 'ship' | 'track'; parcel: Fulfillment } | null

export function Fulfillments() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const left = order.lines.reduce((sum, line) => sum + unplanned(order, line), 0)
  const isNeeded = order.lines.some(({ requires_shipping }) => requires_shipping)
  const why = whyNot(order)
  return (
    <section className="parts-panel" aria-label={texts.title}>
      <header className="parts-panel-head">
        <h2>{texts.title}</h2>
        {isAllowed(order, 'fulfill') && (
          <>
            <span className="parts-soft parts-small">{texts.left(left)}</span>
            <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
              {texts.create}
            </Button>
          </>
        )}
      </header>
      {order.fulfillments.length === 0 && (
        <p className="parts-panel-body parts-soft">
          {isNeeded ? texts.none : texts.notNeeded} {isStaff && left > 0 && why}
        </p>
      )}
      {order.fulfillments.length > 0 && isStaff && left > 0 && why !== null && (
        <p className="parts-panel-body parts-soft">
          {texts.left(left)}. {why}
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

/** The reason that nothing can be shipped now; null where it can. */
function whyNot({ status, on_hold }: Order): string | null {
  if (on_hold) return texts.whyNot.on_hold
  return status === 'confirmed' ? null : texts.whyNot[status]
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

  async function run(
    step: 'pack' | 'deliver' | 'cancel',
    done: keyof typeof texts.steps,
  ): Promise<void> {
    try {
      take(await client.fulfillments[step](order.id, id))
      notify(texts.steps[done](number))
    } catch (error) {
      notifyRefusal(texts.parcel(number), error)
    }
  }
  const cancel = async () => {
    const isMeant = await confirm({
      title: texts.cancelDialog.title(number),
      body: texts.cancelDialog.body,
      confirmLabel: texts.cancelDialog.confirm,
      tone: 'stop',
    })
    if (isMeant) await run('cancel', 'cancelled')
  }
  const undo = async () => {
    const isMeant = await confirm({
      title: texts.undoDialog.title(number),
      body: texts.undoDialog.body(order.status === 'completed'),
      confirmLabel: texts.undoDialog.confirm,
      tone: 'stop',
    })
    if (isMeant) await run('cancel', 'undone')
  }
  const isHere = status === 'pending' || status === 'packed'
  const may = (command: Order['allowed'][number]) => isAllowed(order, command)
  return (
    <li className="parts-entry">
      <span className="parts-strong">{texts.parcel(number)}</span>
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
            {texts.slip}
          </Link>
        )}
        {isStaff && isHere && (
          <Button size="small" tone="quiet" onClick={() => void cancel()}>
            {texts.cancel}
          </Button>
        )}
        {may('unship') && status === 'shipped' && (
          <Button size="small" tone="quiet" onClick={() => void undo()}>
            {texts.undo}
          </Button>
        )}
        {may('track') && status !== 'cancelled' && (
          <Button size="small" tone="quiet" onClick={() => onOpen({ kind: 'track', parcel })}>
            {texts.track}
          </Button>
        )}
        {may('pack') && status === 'pending' && (
          <Button size="small" onClick={() => void run('pack', 'packed')}>
            {texts.pack}
          </Button>
        )}
        {may('ship') && isHere && (
          <Button size="small" onClick={() => onOpen({ kind: 'ship', parcel })}>
            {texts.ship}
          </Button>
        )}
        {may('deliver') && status === 'shipped' && (
          <Button size="small" onClick={() => void run('deliver', 'delivered')}>
            {texts.deliver}
          </Button>
        )}
      </span>
      <ul className="parts-detail">
        {parcel.lines.map(({ line_id, quantity }) => (
          <li key={line_id}>
            {quantity} × {titles.get(line_id)}
          </li>
        ))}
        <ShippedFrom id={parcel.location_id} />
        <Tracks parcel={parcel} />
      </ul>
    </li>
  )
}

/** The location of a parcel, for shops that have more than one. */
function ShippedFrom({ id }: { id: string | null }) {
  const { isStaff } = useOrder()
  const locations = useLocations(isStaff && id !== null)
  const location = locations.length > 1 && locations.find((one) => one.id === id)
  return location ? <li>{texts.from(location.name)}</li> : null
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
