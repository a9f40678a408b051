// What an edit adds: a product, a discount, a coupon, a fee; and what was added so far.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { moneyText, parseMoney, rateText } from '#dashboard/parts/money.tsx'
import { useOrder } from './context.ts'
import type { Op } from './edit-draft.ts'

const PPM_PER_PERCENT = 10_000

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

export function AddOps({ onAdd }: { onAdd: (op: Op) => void }) {
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

export function Added({ ops, currency, onRemove }: AddedProps) {
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
