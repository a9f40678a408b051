// Editing what was ordered. Every change is an op; all of them go in one command, and the server says
// beforehand what the order would be and what the difference is. Where the order changed meanwhile,
// the preview is made anew on what it is now, and has to be looked at again.

import { useEffect, useMemo, useState } from 'react'
import { type AnswerOf, isVersionConflict, OrderdError } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { nameOf } from '#dashboard/orders/steps.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Refusal, TextField, useSubmission } from '#dashboard/parts/form.tsx'
import { decimalText, exponentOf, Money, moneyText } from '#dashboard/parts/money.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { useOrder } from './context.ts'
import { Added, AddOps } from './edit-add.tsx'
import { type Draft, NOTHING, opsOf } from './edit-draft.ts'

type Preview = AnswerOf<'POST /orders/{id}/edits'>

const PREVIEW_MS = 300

export function EditDialog({ onClose }: { onClose: () => void }) {
  const { order, take } = useOrder()
  const [draft, setDraft] = useState(NOTHING)
  const [note, setNote] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [refusal, setRefusal] = useState<Error | null>(null)
  const [isStale, setStale] = useState(false)
  const ops = useMemo(
    () => opsOf(draft, order.lines, order.currency),
    [draft, order.lines, order.currency],
  )

  // The server says what it would be; what is typed meanwhile makes an older answer void.
  useEffect(() => {
    setRefusal(null)
    setPreview(null)
    if (ops === null || ops.length === 0) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      client.orders
        .edit(order.id, { ops }, { query: { dry_run: true }, signal: stop.signal })
        .then(setPreview, (error) => {
          if (!stop.signal.aborted) setRefusal(error)
        })
    }, PREVIEW_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [ops, order.id])

  const form = useSubmission(async () => {
    if (ops === null || preview === null) return
    try {
      const body = { ops, ...(note === '' ? {} : { note }) }
      const { difference: _, ...after } = await client.orders.edit(order.id, body, {
        ifMatch: order.version,
      })
      take(after)
      notify(`${nameOf(after)} edited`)
      onClose()
    } catch (error) {
      if (!isVersionConflict(error)) throw error
      take(await client.orders.get(order.id))
      setStale(true)
    }
  })

  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  return (
    <Dialog
      title={`Edit order ${nameOf(order)}`}
      width="wide"
      onClose={onClose}
      onSubmit={() => void form.submit()}
      foot={
        <>
          <Difference preview={preview} count={ops?.length ?? 0} currency={order.currency} />
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy} disabled={preview === null}>
            Save the edit
          </Button>
        </>
      }
    >
      {isStale && (
        <p className="notice" data-tone="wait" role="alert">
          Somebody changed the order meanwhile. This is your edit on what it is now: look at the
          difference again before you save.
        </p>
      )}
      <EditLines draft={draft} set={set} />
      <AddOps onAdd={(op) => set({ added: [...draft.added, op] })} />
      <Added
        ops={draft.added}
        currency={order.currency}
        onRemove={(op) => set({ added: draft.added.filter((one) => one !== op) })}
      />
      <Discounts draft={draft} set={set} />
      <TextField label="Why (staff see it in the timeline)" value={note} onChange={setNote} />
      {ops === null && <p className="problem">A quantity or a price is not a number.</p>}
      {refusal !== null && (
        <div className="notice" data-tone="stop" role="alert">
          {refusal.message}
          {refusal instanceof OrderdError &&
            refusal.short.map(({ sku, requested, available }) => (
              <div key={sku} className="small">
                {sku}: {requested} wanted, {available} available
              </div>
            ))}
          {refusal instanceof OrderdError &&
            refusal.errors.map(({ path, message }) => (
              <div key={path} className="small">
                <code>{path}</code>: {message}
              </div>
            ))}
        </div>
      )}
      <Refusal of={form} />
    </Dialog>
  )
}

interface DifferenceProps {
  preview: Preview | null
  count: number
  currency: string
}

function Difference({ preview, count, currency }: DifferenceProps) {
  const text =
    preview === null
      ? count === 0
        ? 'Nothing changed yet'
        : 'Looking what it would be'
      : `${preview.difference > 0 ? '+' : ''}${moneyText(preview.difference, currency)}`
  return (
    <span className="difference" role="status">
      {preview === null ? (
        <span className="soft">{text}</span>
      ) : (
        <>
          <span className="soft">
            New total <Money minor={preview.total} currency={currency} />, due{' '}
            <Money minor={preview.due_total} currency={currency} />
          </span>
          <strong className="tabular">{text}</strong>
        </>
      )}
    </span>
  )
}

interface PartProps {
  draft: Draft
  set: (change: Partial<Draft>) => void
}

function EditLines({ draft, set }: PartProps) {
  const { order } = useOrder()
  const exponent = exponentOf(order.currency)
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Item</th>
          <th className="number">Price, {order.currency}</th>
          <th className="number">Quantity</th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.id}>
            <td>
              {line.title}
              <div className="small soft mono">{line.sku}</div>
            </td>
            <td className="number">
              <input
                className="input number narrow"
                inputMode="decimal"
                aria-label={`Price of ${line.title}`}
                value={draft.prices.get(line.id) ?? decimalText(line.unit_price, exponent)}
                onChange={(event) =>
                  set({ prices: new Map(draft.prices).set(line.id, event.target.value) })
                }
              />
            </td>
            <td className="number">
              <input
                className="input number narrow"
                inputMode="numeric"
                aria-label={`Quantity of ${line.title}`}
                value={draft.quantities.get(line.id) ?? String(line.quantity)}
                onChange={(event) =>
                  set({ quantities: new Map(draft.quantities).set(line.id, event.target.value) })
                }
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Discounts({ draft, set }: PartProps) {
  const { order } = useOrder()
  if (order.discounts.length === 0) return null
  return (
    <fieldset className="stack">
      <legend className="small strong">Discounts that stay</legend>
      {order.discounts.map((discount) => (
        <label key={discount.id} className="check">
          <input
            type="checkbox"
            checked={!draft.removedDiscounts.has(discount.id)}
            onChange={() => {
              const next = new Set(draft.removedDiscounts)
              if (!next.delete(discount.id)) next.add(discount.id)
              set({ removedDiscounts: next })
            }}
          />
          <span>{discount.code ?? discount.title}</span>
          <span className="push">
            −<Money minor={discount.taken} currency={order.currency} />
          </span>
        </label>
      ))}
    </fieldset>
  )
}
