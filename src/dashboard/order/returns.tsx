// Goods that come back: asked for, let come, received (restocked or written off, credited, refunded),
// closed.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '#dashboard/app/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, TextField } from '#dashboard/parts/form.tsx'
import { GOODS_BACK, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { AmountField, useAmount } from './amount-field.tsx'
import { type Line, type Return, useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'
import { QuantityTable, useQuantities } from './quantities.tsx'

const returnable = (line: Line): number =>
  line.qty_shipped - line.qty_returned - line.qty_return_requested

type Open = { kind: 'new' } | { kind: 'receive'; goods: Return } | null

export function Returns() {
  const { order } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const lines = order.lines.filter((line) => returnable(line) > 0)
  const canReturn = lines.length > 0 && ['confirmed', 'completed'].includes(order.status)
  if (!canReturn && order.returns.length === 0) return null
  return (
    <section className="panel" aria-label="Returns">
      <header className="panel-head">
        <h2>Returns</h2>
        {canReturn && (
          <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
            New return
          </Button>
        )}
      </header>
      {order.returns.length === 0 && <p className="panel-body soft">Nothing comes back.</p>}
      <ul>
        {order.returns.map((goods) => (
          <ReturnEntry
            key={goods.id}
            goods={goods}
            onReceive={() => setOpen({ kind: 'receive', goods })}
          />
        ))}
      </ul>
      {open?.kind === 'new' && <NewReturn lines={lines} onClose={close} />}
      {open?.kind === 'receive' && <Receive goods={open.goods} onClose={close} />}
    </section>
  )
}

type Step = 'approve' | 'reject' | 'close' | 'cancel'

const STEPS: readonly (readonly [Step, string, Return['status'][], string])[] = [
  ['approve', 'Let it come', ['requested'], 'approved'],
  ['reject', 'Refuse', ['requested'], 'refused'],
  ['close', 'Close', ['received'], 'closed'],
  ['cancel', 'Cancel', ['requested', 'approved'], 'cancelled'],
]

function ReturnEntry({ goods, onReceive }: { goods: Return; onReceive: () => void }) {
  const { order, take, isStaff } = useOrder()
  const titles = new Map(order.lines.map((line) => [line.id, line.title]))

  async function run(step: Step, done: string): Promise<void> {
    try {
      take(await client.returns[step](order.id, goods.id))
      notify(`Return ${goods.number} ${done}`)
    } catch (error) {
      notifyRefusal(`Return ${goods.number}`, error)
    }
  }
  const steps = STEPS.filter(
    ([step, , from]) => from.includes(goods.status) && (isStaff || step === 'cancel'),
  )
  return (
    <li className="entry">
      <span className="strong">Return {goods.number}</span>
      <Status words={GOODS_BACK} value={goods.status} />
      <span className="soft small">
        <Time at={goods.updated_at} />
      </span>
      <span className="push row row-wrap">
        {isStaff && goods.status === 'approved' && (
          <Button size="small" onClick={onReceive}>
            Receive
          </Button>
        )}
        {steps.map(([step, label, , done]) => (
          <Button
            key={step}
            size="small"
            tone={step === 'approve' || step === 'close' ? undefined : 'quiet'}
            onClick={() => void run(step, done)}
          >
            {label}
          </Button>
        ))}
      </span>
      <ul className="detail">
        {goods.reason !== null && <li>“{goods.reason}”</li>}
        {goods.lines.map((line) => (
          <li key={line.line_id}>
            {line.qty_requested} × {titles.get(line.line_id)}
            {line.qty_received > 0 &&
              ` · ${line.qty_received} received, ${line.qty_restocked} restocked, ${line.qty_written_off} written off`}
          </li>
        ))}
        {goods.exchange_order_id !== null && (
          <li>
            Exchanged for{' '}
            <Link to="/orders/$id" params={{ id: goods.exchange_order_id }}>
              another order
            </Link>
          </li>
        )}
      </ul>
    </li>
  )
}

function NewReturn({ lines, onClose }: { lines: readonly Line[]; onClose: () => void }) {
  const { order } = useOrder()
  const [subjects] = useState(lines)
  const quantities = useQuantities(subjects, () => 0)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title="A return"
      yes={`Ask for ${quantities.count} ${quantities.count === 1 ? 'unit' : 'units'} back`}
      done="Return requested"
      onClose={onClose}
      isReady={quantities.count > 0}
      shown={['reason']}
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
            lines={subjects}
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

function Receive({ goods, onClose }: { goods: Return; onClose: () => void }) {
  const { order } = useOrder()
  const requested = new Map(goods.lines.map((line) => [line.line_id, line.qty_requested]))
  const lines = order.lines.filter(({ id }) => requested.has(id))
  const most = (line: Line) => requested.get(line.id) ?? 0
  const received = useQuantities(lines, most)
  const restocked = useQuantities(lines, most)
  const fee = useAmount(0, order.currency)
  const [isRefunded, setRefunded] = useState(true)
  return (
    <FormDialog
      title={`Receive return ${goods.number}`}
      width="wide"
      yes={isRefunded ? 'Receive and refund' : 'Receive'}
      done={`Return ${goods.number} received`}
      onClose={onClose}
      isReady={received.count > 0 && fee.minor !== null}
      shown={['fee']}
      send={(options) =>
        client.returns.receive(
          order.id,
          goods.id,
          {
            lines: received.chosen.map(({ line_id, quantity }) => {
              const back = Math.min(restocked.of(line_id), quantity)
              return { line_id, received: quantity, restocked: back, written_off: quantity - back }
            }),
            ...(fee.minor ? { fee: fee.minor } : {}),
            ...(isRefunded ? { refund: true } : {}),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <QuantityTable lines={lines} most={most} quantities={received} title="Received" />
          <QuantityTable
            lines={lines}
            most={(line) => received.of(line.id)}
            quantities={restocked}
            title="Back into stock"
          />
          <p className="soft small">What is received and not restocked is written off.</p>
          <AmountField label="Fee that we keep" amount={fee} problem={form.problemOf('fee')} />
          <Check
            label="Refund the value to the customer now"
            isOn={isRefunded}
            onChange={setRefunded}
          />
        </>
      )}
    </FormDialog>
  )
}
