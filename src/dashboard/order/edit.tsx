// Editing what was ordered. Every change is an op; all of them go in one command, and the server says
// beforehand what the order would be and what the difference is. Where the order changed meanwhile,
// the preview is made anew on what it is now, and has to be looked at again.

import { useEffect, useMemo, useState } from 'react'
import { type AnswerOf, type BodyOf, isVersionConflict, OrderdError } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { nameOf } from '#dashboard/orders/steps.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Refusal, SelectField, TextField, useSubmission } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import {
  decimalText,
  exponentOf,
  Money,
  moneyText,
  parseMoney,
  rateText,
} from '#dashboard/parts/money.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { type Line, useOrder } from './context.ts'

type Op = BodyOf<'POST /orders/{id}/edits'>['ops'][number]
type Preview = AnswerOf<'POST /orders/{id}/edits'>

const PREVIEW_MS = 300
const PPM_PER_PERCENT = 10_000

interface Draft {
  quantities: ReadonlyMap<string, string>
  prices: ReadonlyMap<string, string>
  added: readonly Op[]
  removedDiscounts: ReadonlySet<string>
}

const NOTHING: Draft = {
  quantities: new Map(),
  prices: new Map(),
  added: [],
  removedDiscounts: new Set(),
}

/** The draft as ops; null where something typed is no number. */
function opsOf(draft: Draft, lines: readonly Line[], currency: string): Op[] | null {
  const ops: Op[] = []
  for (const line of lines) {
    const quantity = draft.quantities.get(line.id)
    const price = draft.prices.get(line.id)
    if (quantity !== undefined && Number(quantity) !== line.quantity) {
      if (!/^\d+$/.test(quantity)) return null
      ops.push(
        Number(quantity) === 0
          ? { op: 'remove_line', line_id: line.id }
          : { op: 'set_quantity', line_id: line.id, quantity: Number(quantity) },
      )
    }
    if (price !== undefined) {
      const minor = parseMoney(price, currency)
      if (minor === null || minor < 0) return null
      if (minor !== line.unit_price) {
        ops.push({ op: 'set_price', line_id: line.id, unit_price: minor })
      }
    }
  }
  for (const discount_id of draft.removedDiscounts) {
    ops.push({ op: 'remove_discount', discount_id })
  }
  return [...ops, ...draft.added]
}

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

type Kind = 'sku' | 'percent' | 'fixed' | 'code' | 'fee'

const KINDS: readonly (readonly [Kind, string])[] = [
  ['sku', 'Product by SKU'],
  ['percent', 'Discount in percent'],
  ['fixed', 'Discount, an amount'],
  ['code', 'Coupon code'],
  ['fee', 'Fee'],
]

interface Ask {
  what: string
  /** Where there is a second thing to say. */
  and: string | null
  op: (what: string, and: string, currency: string) => Op | null
}

const amountOf = (text: string, currency: string): number | null => {
  const minor = parseMoney(text, currency)
  return minor !== null && minor > 0 ? minor : null
}

const ASKS: Readonly<Record<Kind, Ask>> = {
  sku: {
    what: 'SKU',
    and: 'Quantity',
    op: (sku, quantity) =>
      sku !== '' && /^[1-9]\d*$/.test(quantity)
        ? { op: 'add_line', sku, quantity: Number(quantity) }
        : null,
  },
  percent: {
    what: 'Name',
    and: 'Percent',
    op: (title, percent) => {
      const rate_ppm = Math.round(Number(percent.replace(',', '.')) * PPM_PER_PERCENT)
      return rate_ppm > 0 ? { op: 'add_discount', title, kind: 'percent', rate_ppm } : null
    },
  },
  fixed: {
    what: 'Name',
    and: 'Amount',
    op: (title, text, currency) => {
      const amount = amountOf(text, currency)
      return amount === null ? null : { op: 'add_discount', title, kind: 'fixed', amount }
    },
  },
  code: {
    what: 'Code',
    and: null,
    op: (code) => (code === '' ? null : { op: 'add_discount', code }),
  },
  fee: {
    what: 'Name',
    and: 'Amount',
    op: (title, text, currency) => {
      const amount = amountOf(text, currency)
      return amount === null ? null : { op: 'add_fee', title, amount }
    },
  },
}

function AddOps({ onAdd }: { onAdd: (op: Op) => void }) {
  const { order } = useOrder()
  const [kind, setKind] = useState<Kind>('sku')
  const [what, setWhat] = useState('')
  const [and, setAnd] = useState('')
  const ask = ASKS[kind]
  const op = ask.op(what.trim(), and.trim(), order.currency)
  return (
    <div className="adder">
      <SelectField label="Add" value={kind} onChange={setKind} options={KINDS} />
      <TextField label={ask.what} value={what} onChange={setWhat} />
      {ask.and !== null && (
        <TextField label={ask.and} value={and} onChange={setAnd} inputMode="decimal" isNumber />
      )}
      <Button
        disabled={op === null}
        onClick={() => {
          if (op === null) return
          onAdd(op)
          setWhat('')
          setAnd('')
        }}
      >
        Add
      </Button>
    </div>
  )
}

function opText(
  { op, sku, quantity, title, code, rate_ppm, amount }: Op,
  currency: string,
): string {
  if (op === 'add_line') return `${quantity} × ${sku}`
  if (op === 'add_fee') return `Fee ${title}: ${moneyText(amount ?? 0, currency)}`
  if (code !== undefined) return `Coupon ${code}`
  const value = rate_ppm === undefined ? moneyText(amount ?? 0, currency) : rateText(rate_ppm)
  return `Discount ${title}: ${value}`
}

interface AddedProps {
  ops: readonly Op[]
  currency: string
  onRemove: (op: Op) => void
}

function Added({ ops, currency, onRemove }: AddedProps) {
  if (ops.length === 0) return null
  return (
    <ul className="row row-wrap">
      {ops.map((op) => {
        const text = opText(op, currency)
        return (
          <li key={text}>
            <button
              type="button"
              className="chip"
              aria-label={`Do not add ${text}`}
              onClick={() => onRemove(op)}
            >
              {text}
              <Icon name="close" />
            </button>
          </li>
        )
      })}
    </ul>
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
