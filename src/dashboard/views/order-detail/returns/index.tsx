// The returns of an order with the actions on each: approve, reject, receive, close.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { isAllowed, type Line, type Return, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { OrderLink } from '#dashboard/parts/order/order-link.tsx'
import { isWithin, QuantityTable, useQuantities } from '#dashboard/parts/order/quantities.tsx'
import { RETURN_STEPS, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Receive } from './receive.tsx'

const texts = t.returns

const returnable = (line: Line): number =>
  line.qty_shipped - line.qty_returned - line.qty_return_requested

type Open = { kind: 'new' } | { kind: 'receive'; goods: Return } | null

export function Returns() {
  const { order } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const canReturn = isAllowed(order, 'return')
  // An open dialog stays, also where nothing can be returned any more.
  if (!canReturn && order.returns.length === 0 && open === null) return null
  return (
    <section className="parts-panel" aria-label={t.common.returns}>
      <header className="parts-panel-head">
        <h2>{t.common.returns}</h2>
        {canReturn && (
          <Button size="small" onClick={() => setOpen({ kind: 'new' })}>
            {texts.create}
          </Button>
        )}
      </header>
      {order.returns.length === 0 && <p className="parts-panel-body parts-soft">{texts.none}</p>}
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
  from: readonly Return['status'][]
  /** Asks first: the step cannot be undone. */
  isFinal?: boolean
}

const STEPS: readonly Step[] = [
  { name: 'cancel', from: ['requested', 'approved'], isFinal: true },
  { name: 'reject', from: ['requested'], isFinal: true },
  { name: 'approve', from: ['requested'] },
  { name: 'close', from: ['received'] },
]

function ReturnEntry({ goods, onReceive }: { goods: Return; onReceive: () => void }) {
  const { order, take, isStaff } = useOrder()
  const titles = new Map(order.lines.map((line) => [line.id, line.title]))

  async function run(name: StepName): Promise<void> {
    const step = texts.steps[name]
    const isConfirmed =
      !('confirm' in step) ||
      (await confirm({
        title: step.title(goods.number),
        body: step.body,
        confirmLabel: step.confirm,
        tone: 'stop',
      }))
    if (!isConfirmed) return
    try {
      take(await client.returns[name](order.id, goods.id))
      notify(step.done(goods.number))
    } catch (error) {
      notifyRefusal(texts.return(goods.number), error)
    }
  }
  const steps = STEPS.filter(
    ({ name, from }) => from.includes(goods.status) && (isStaff || name === 'cancel'),
  )
  return (
    <li className="parts-entry">
      <span className="parts-strong">{texts.return(goods.number)}</span>
      <Status words={RETURN_STEPS} value={goods.status} />
      <span className="parts-soft parts-small">
        <Time at={goods.updated_at} />
      </span>
      <span className="parts-push parts-row parts-row-wrap">
        {steps.map((step) => (
          <Button
            key={step.name}
            size="small"
            tone={step.isFinal ? 'quiet' : undefined}
            onClick={() => void run(step.name)}
          >
            {texts.steps[step.name].label}
          </Button>
        ))}
        {isStaff && goods.status === 'approved' && (
          <Button size="small" onClick={onReceive}>
            {texts.receive}
          </Button>
        )}
      </span>
      <ul className="parts-detail">
        {goods.reason !== null && <li>{texts.quoted(goods.reason)}</li>}
        {goods.lines.map((line) => (
          <li key={line.line_id}>
            {line.qty_requested} × {titles.get(line.line_id)}
            {(goods.status === 'received' || goods.status === 'closed') &&
              ` · ${texts.counts(line.qty_received, line.qty_restocked, line.qty_written_off)}`}
          </li>
        ))}
        {goods.exchange_order_id !== null && (
          <li>
            {texts.exchangedFor} <OrderLink id={goods.exchange_order_id} />
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
      title={texts.newDialog.title}
      confirmLabel={texts.newDialog.confirm(t.common.countUnits(quantities.count))}
      done={texts.newDialog.done}
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
            title={t.common.quantity}
          />
          <TextField
            label={t.common.reason}
            value={reason}
            onChange={setReason}
            problem={form.problemOf('reason')}
          />
        </>
      )}
    </FormDialog>
  )
}
