// Parcels: what is planned, packed, on its way and there, and what is left to send.

import { useState } from 'react'
import { client } from '#dashboard/app/client.ts'
import { unplanned } from '#dashboard/orders/steps.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Check, TextField } from '#dashboard/parts/form.tsx'
import { PARCEL, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { type Fulfillment, type Line, useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'
import { QuantityTable, useQuantities } from './quantities.tsx'

type Open = { kind: 'new' } | { kind: 'ship' | 'track'; parcel: Fulfillment } | null

export function Fulfillments() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const left = order.lines.filter((line) => unplanned(order, line) > 0)
  const canShip = isStaff && order.status === 'confirmed' && !order.on_hold && left.length > 0
  const isNeeded = order.lines.some(({ requires_shipping }) => requires_shipping)
  return (
    <section className="panel" aria-label="Fulfillments">
      <header className="panel-head">
        <h2>Fulfillments</h2>
        {canShip && (
          <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
            Ship or pack
          </Button>
        )}
      </header>
      {order.fulfillments.length === 0 && (
        <p className="panel-body soft">
          {isNeeded ? 'Nothing has been packed yet.' : 'Nothing has to be shipped.'}
        </p>
      )}
      <ul>
        {order.fulfillments.map((parcel) => (
          <Parcel key={parcel.id} parcel={parcel} onOpen={setOpen} />
        ))}
      </ul>
      {open?.kind === 'new' && <NewParcel lines={left} onClose={close} />}
      {open !== null && 'parcel' in open && (
        <Tracking kind={open.kind} parcel={open.parcel} onClose={close} />
      )}
    </section>
  )
}

interface ParcelProps {
  parcel: Fulfillment
  onOpen: (open: Open) => void
}

function Parcel({ parcel, onOpen }: ParcelProps) {
  const { order, take, isStaff } = useOrder()
  const { id, status, number } = parcel
  const titles = new Map(order.lines.map((line) => [line.id, line.title]))
  const latest = parcel.delivered_at ?? parcel.shipped_at ?? parcel.packed_at ?? parcel.created_at

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
  const isHere = status === 'pending' || status === 'packed'
  return (
    <li className="entry">
      <span className="strong">Parcel {number}</span>
      <Status words={PARCEL} value={status} />
      <span className="soft small">
        <Time at={latest} />
      </span>
      <span className="push row row-wrap">
        {isStaff && status === 'pending' && (
          <Button size="small" onClick={() => void run('pack', 'packed')}>
            Packed
          </Button>
        )}
        {isStaff && isHere && (
          <Button size="small" onClick={() => onOpen({ kind: 'ship', parcel })}>
            Ship
          </Button>
        )}
        {isStaff && isHere && (
          <Button size="small" tone="quiet" onClick={() => void cancel()}>
            Cancel
          </Button>
        )}
        {isStaff && status === 'shipped' && (
          <Button size="small" onClick={() => void run('deliver', 'delivered')}>
            Delivered
          </Button>
        )}
        {isStaff && (status === 'shipped' || status === 'delivered') && (
          <Button size="small" tone="quiet" onClick={() => onOpen({ kind: 'track', parcel })}>
            Tracking
          </Button>
        )}
      </span>
      <ul className="detail">
        {parcel.lines.map(({ line_id, quantity }) => (
          <li key={line_id}>
            {quantity} × {titles.get(line_id)}
          </li>
        ))}
        {parcel.tracking.map((one) => (
          <li key={one.number}>
            {parcel.carrier}{' '}
            {one.url === null ? (
              <span className="mono">{one.number}</span>
            ) : (
              <a href={one.url} target="_blank" rel="noreferrer">
                {one.number}
              </a>
            )}
          </li>
        ))}
      </ul>
    </li>
  )
}

interface Label {
  carrier: string
  number: string
  url: string
}

const EMPTY: Label = { carrier: '', number: '', url: '' }

const bodyOf = ({ carrier, number, url }: Label) => ({
  ...(carrier === '' ? {} : { carrier }),
  ...(number === '' ? {} : { tracking: [{ number, ...(url === '' ? {} : { url }) }] }),
})

interface LabelFieldsProps {
  label: Label
  onChange: (label: Label) => void
  problemOf: (path: string) => string | undefined
}

const LABEL_PATHS = ['carrier', 'tracking.0.number', 'tracking.0.url']

const LabelFields = ({ label, onChange, problemOf }: LabelFieldsProps) => (
  <div className="pairs">
    <TextField
      label="Carrier"
      value={label.carrier}
      onChange={(carrier) => onChange({ ...label, carrier })}
      problem={problemOf('carrier')}
    />
    <TextField
      label="Tracking number"
      value={label.number}
      onChange={(number) => onChange({ ...label, number })}
      problem={problemOf('tracking.0.number')}
    />
    <TextField
      className="full"
      label="Link to follow it"
      value={label.url}
      onChange={(url) => onChange({ ...label, url })}
      problem={problemOf('tracking.0.url')}
    />
  </div>
)

function NewParcel({ lines, onClose }: { lines: readonly Line[]; onClose: () => void }) {
  const { order } = useOrder()
  // As they were when it was opened: a parcel of somebody else meanwhile is refused, and told.
  const [subjects] = useState(lines)
  const most = (line: Line) => unplanned(order, line)
  const quantities = useQuantities(subjects, most)
  const [label, setLabel] = useState(EMPTY)
  const [isShipped, setShipped] = useState(true)
  return (
    <FormDialog
      title="A parcel"
      yes={`${isShipped ? 'Ship' : 'Plan'} ${quantities.count} ${quantities.count === 1 ? 'unit' : 'units'}`}
      done={isShipped ? 'Shipped' : 'Parcel planned'}
      onClose={onClose}
      isReady={quantities.count > 0}
      shown={LABEL_PATHS}
      send={(options) =>
        client.fulfillments.create(
          order.id,
          { lines: quantities.chosen, ...bodyOf(label), ...(isShipped ? { ship: true } : {}) },
          options,
        )
      }
    >
      {(form) => (
        <>
          <QuantityTable lines={subjects} most={most} quantities={quantities} title="In it" />
          <LabelFields label={label} onChange={setLabel} problemOf={form.problemOf} />
          <Check
            label="It leaves now: the goods go out of the stock, which cannot be taken back"
            isOn={isShipped}
            onChange={setShipped}
          />
        </>
      )}
    </FormDialog>
  )
}

interface TrackingProps {
  kind: 'ship' | 'track'
  parcel: Fulfillment
  onClose: () => void
}

function Tracking({ kind, parcel, onClose }: TrackingProps) {
  const { order } = useOrder()
  const [label, setLabel] = useState<Label>({
    carrier: parcel.carrier ?? '',
    number: parcel.tracking[0]?.number ?? '',
    url: parcel.tracking[0]?.url ?? '',
  })
  const isShip = kind === 'ship'
  return (
    <FormDialog
      title={isShip ? `Ship parcel ${parcel.number}` : `Tracking of parcel ${parcel.number}`}
      yes={isShip ? 'Ship it' : 'Save'}
      done={isShip ? `Parcel ${parcel.number} shipped` : 'Tracking saved'}
      onClose={onClose}
      shown={LABEL_PATHS}
      send={(options) => client.fulfillments[kind](order.id, parcel.id, bodyOf(label), options)}
    >
      {(form) => (
        <>
          {isShip && (
            <p className="soft">The goods leave the stock. A shipment is not taken back.</p>
          )}
          <LabelFields label={label} onChange={setLabel} problemOf={form.problemOf} />
        </>
      )}
    </FormDialog>
  )
}
