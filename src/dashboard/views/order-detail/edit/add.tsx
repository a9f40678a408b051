// What an edit adds beside lines: a discount on all of it, one line or the shipping, a coupon, a fee;
// and what was added so far.

import { useState } from 'react'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { moneyText, parseMoney, rateText } from '#dashboard/lib/money.tsx'
import { parseRate } from '#dashboard/lib/numbers.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import type { Op } from './draft.ts'
import type { PartProps } from './lines.tsx'

type Kind = 'percent' | 'fixed' | 'code' | 'fee'

const KINDS: readonly (readonly [Kind, string])[] = [
  ['percent', 'Percent off'],
  ['fixed', 'Amount off'],
  ['code', 'Coupon code'],
  ['fee', 'Fee'],
]

interface Said {
  what: string
  and: string
  currency: string
  /** What a discount is on. */
  on: Pick<Op, 'scope' | 'line_id'>
}

interface Ask {
  what: string
  /** Where there is a second thing to say. */
  and: string | null
  hasScope?: boolean
  op: (said: Said) => Op | null
}

const amountOf = (text: string, currency: string): number | null => {
  const minor = parseMoney(text, currency)
  return minor !== null && minor > 0 ? minor : null
}

const AMOUNT = 'Amount'

const ASKS: Readonly<Record<Kind, Ask>> = {
  percent: {
    what: 'Name',
    and: 'Percent',
    hasScope: true,
    op: ({ what: title, and, on }) => {
      const rate_ppm = parseRate(and)
      return title !== '' && rate_ppm !== null && rate_ppm > 0
        ? { op: 'add_discount', title, kind: 'percent', rate_ppm, ...on }
        : null
    },
  },
  fixed: {
    what: 'Name',
    and: AMOUNT,
    hasScope: true,
    op: ({ what: title, and, currency, on }) => {
      const amount = amountOf(and, currency)
      return title !== '' && amount !== null
        ? { op: 'add_discount', title, kind: 'fixed', amount, ...on }
        : null
    },
  },
  code: {
    what: 'Code',
    and: null,
    op: ({ what: code }) => (code === '' ? null : { op: 'add_discount', code }),
  },
  fee: {
    what: 'Name',
    and: AMOUNT,
    op: ({ what: title, and, currency }) => {
      const amount = amountOf(and, currency)
      return title !== '' && amount !== null ? { op: 'add_fee', title, amount } : null
    },
  },
}

const ORDER = 'order'
const SHIPPING = 'shipping'

const scopeOf = (on: string): Said['on'] => {
  if (on === ORDER) return {}
  return on === SHIPPING ? { scope: 'shipping' } : { scope: 'line', line_id: on }
}

export function AddExtras({ draft, set }: PartProps) {
  const { order } = useOrder()
  const [kind, setKind] = useState<Kind>('percent')
  const [what, setWhat] = useState('')
  const [and, setAnd] = useState('')
  const [on, setOn] = useState(ORDER)
  const ask = ASKS[kind]
  const { currency } = order
  const op = ask.op({ what: what.trim(), and: and.trim(), currency, on: scopeOf(on) })
  const add = () => {
    if (op === null) return
    set({ extras: [...draft.extras, op] })
    setWhat('')
    setAnd('')
  }
  return (
    <>
      <More label="Add a discount, a coupon or a fee">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in its fields adds, and sends nothing */}
        <div
          className="edit-add-fields"
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
            event.preventDefault()
            add()
          }}
        >
          <SelectField label="Add" value={kind} onChange={setKind} options={KINDS} />
          {ask.hasScope && (
            <SelectField
              label="On"
              value={on}
              onChange={setOn}
              options={[
                [ORDER, 'The whole order'],
                [SHIPPING, 'The shipping'],
                ...order.lines.map(({ id, title }) => [id, title] as const),
              ]}
            />
          )}
          <TextField label={ask.what} value={what} onChange={setWhat} />
          {ask.and !== null && (
            <TextField
              label={ask.and}
              value={and}
              onChange={setAnd}
              inputMode="decimal"
              isNumber
              problem={ask.and === AMOUNT ? amountProblem(and, currency) : undefined}
            />
          )}
          <Button disabled={op === null} onClick={add}>
            Add
          </Button>
        </div>
      </More>
      <Added
        ops={draft.extras}
        currency={currency}
        onRemove={(gone) => set({ extras: draft.extras.filter((one) => one !== gone) })}
      />
    </>
  )
}

function opText({ op, title, code, rate_ppm, amount }: Op, currency: string): string {
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
    <ul className="parts-row parts-row-wrap" aria-label="Added">
      {ops.map((op) => {
        const text = opText(op, currency)
        return (
          <li key={JSON.stringify(op)}>
            <button
              type="button"
              className="parts-chip"
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
