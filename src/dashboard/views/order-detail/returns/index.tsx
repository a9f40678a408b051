// Goods that come back: asked for, let come, received (restocked or written off, credited, refunded or
// exchanged), closed.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { type Line, type Return, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { OrderLink } from '#dashboard/parts/order/order-link.tsx'
import {
  isWithin,
  QuantityTable,
  unitsText,
  useQuantities,
} from '#dashboard/parts/order/quantities.tsx'
import { GOODS_BACK, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Receive } from './receive.tsx'

const returnable = (line: Line): number =>
  line.qty_shipped - line.qty_returned - line.qty_return_requested

type Open = { kind: 'new' } | { kind: 'receive'; goods: Return } | null

export function Returns() {
  const { order } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const canReturn =
    order.lines.some((line) => returnable(line) > 0) &&
    ['confirmed', 'completed'].includes(order.status)
  // What is being written stays, also where the goods cannot come back any more.
  if (!canReturn && order.returns.length === 0 && open === null) return null
  return (
    <section className="parts-panel" aria-label="Returns">
      <header className="parts-panel-head">
        <h2>Returns</h2>
        {canReturn && (
          <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
            New return
          </Button>
        )}
      </header>
      {order.returns.length === 0 && (
        <p className="parts-panel-body parts-soft">Nothing comes back.</p>
      )}
      <ul>
        {order.returns.map((goods) => (
          <ReturnEntry
            key={goods.id}
            goods={goods}
            onReceive={() => setOpen({ kind: 'receive', goods })}
          />
        ))}
      </ul>
      {open?.kind === 'new' && <NewReturn onClose={close} />}
      {open?.kind === 'receive' && <Receive goods={open.goods} onClose={close} />}
    </section>
  )
}

type StepName = 'approve' | 'reject' | 'close' | 'cancel'

interface Step {
  name: StepName
  label: string
  from: readonly Return['status'][]
  done: string
  /** Said first where it cannot be taken back. */
  asks?: string
}

const STEPS: readonly Step[] = [
  {
    name: 'cancel',
    label: 'Cancel',
    from: ['requested', 'approved'],
    done: 'cancelled',
    asks: 'The goods stay with the customer. They can be asked for again.',
  },
  {
    name: 'reject',
    label: 'Refuse',
    from: ['requested'],
    done: 'refused',
    asks: 'The customer keeps the goods and sees that it was refused.',
  },
  { name: 'approve', label: 'Let it come', from: ['requested'], done: 'approved' },
  { name: 'close', label: 'Close', from: ['received'], done: 'closed' },
]

function ReturnEntry({ goods, onReceive }: { goods: Return; onReceive: () => void }) {
  const { order, take, isStaff } = useOrder()
  const titles = new Map(order.lines.map((line) => [line.id, line.title]))

  async function run({ name, label, done, asks }: Step): Promise<void> {
    const isMeant =
      asks === undefined ||
      (await confirm({
        title: `${label} return ${goods.number}?`,
        body: asks,
        yes: `${label} the return`,
        tone: 'stop',
      }))
    if (!isMeant) return
    try {
      take(await client.returns[name](order.id, goods.id))
      notify(`Return ${goods.number} ${done}`)
    } catch (error) {
      notifyRefusal(`Return ${goods.number}`, error)
    }
  }
  const steps = STEPS.filter(
    ({ name, from }) => from.includes(goods.status) && (isStaff || name === 'cancel'),
  )
  return (
    <li className="parts-entry">
      <span className="parts-strong">Return {goods.number}</span>
      <Status words={GOODS_BACK} value={goods.status} />
      <span className="parts-soft parts-small">
        <Time at={goods.updated_at} />
      </span>
      <span className="parts-push parts-row parts-row-wrap">
        {steps.map((step) => (
          <Button
            key={step.name}
            size="small"
            tone={step.asks === undefined ? undefined : 'quiet'}
            onClick={() => void run(step)}
          >
            {step.label}
          </Button>
        ))}
        {isStaff && goods.status === 'approved' && (
          <Button size="small" onClick={onReceive}>
            Receive
          </Button>
        )}
      </span>
      <ul className="parts-detail">
        {goods.reason !== null && <li>“{goods.reason}”</li>}
        {goods.lines.map((line) => (
          <li key={line.line_id}>
            {line.qty_requested} × {titles.get(line.line_id)}
            {(goods.status === 'received' || goods.status === 'closed') &&
              ` · ${line.qty_received} received, ${line.qty_restocked} restocked, ${line.qty_written_off} written off`}
          </li>
        ))}
        {goods.exchange_order_id !== null && (
          <li>
            Exchanged for order <OrderLink id={goods.exchange_order_id} />
          </li>
        )}
      </ul>
    </li>
  )
}

function NewReturn({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [ids] = useState(
    () => new Set(order.lines.filter((line) => returnable(line) > 0).map(({ id }) => id)),
  )
  const lines = order.lines.filter(({ id }) => ids.has(id))
  const quantities = useQuantities(lines, () => 0)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title="A return"
      yes={`Ask for ${unitsText(quantities.count)} back`}
      done="Return requested"
      onClose={onClose}
      isReady={isWithin(quantities, lines, returnable)}
      send={(options) =>
        client.returns.create(
          order.id,
          { lines: quantities.chosen, ...(reason === '' ? {} : { reason }) },
          options,
        )
      }
    >
      {(form) => (
        <>
          <QuantityTable
            lines={lines}
            most={returnable}
            quantities={quantities}
            title="Comes back"
          />
          <TextField
            label="Reason"
            value={reason}
            onChange={setReason}
            problem={form.problemOf('reason')}
          />
        </>
      )}
    </FormDialog>
  )
}
