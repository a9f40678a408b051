// The discounts, coupons and fees that an edit adds. A discount is on the order, one line or the shipping.

import { useState } from 'react'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { moneyText, parseMoney, rateText } from '#dashboard/lib/money.tsx'
import { parseRate } from '#dashboard/lib/numbers.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import type { Op } from './draft.ts'
import type { PartProps } from './lines.tsx'

type Kind = 'percent' | 'fixed' | 'code' | 'fee'

const texts = t.edit.add
const KINDS: readonly Kind[] = ['percent', 'fixed', 'code', 'fee']

interface Typed {
  name: string
  value: string
  currency: string
  /** The target of a discount. */
  on: Pick<Op, 'scope' | 'line_id'>
}

interface Extra {
  nameLabel: string
  /** null: it has no value. */
  valueLabel: string | null
  hasScope?: boolean
  op: (typed: Typed) => Op | null
}

const amountOf = (text: string, currency: string): number | null => {
  const minor = parseMoney(text, currency)
  return minor !== null && minor > 0 ? minor : null
}

const EXTRAS: Readonly<Record<Kind, Extra>> = {
  percent: {
    nameLabel: t.common.name,
    valueLabel: texts.percent,
    hasScope: true,
    op: ({ name: title, value, on }) => {
      const rate_ppm = parseRate(value)
      return title !== '' && rate_ppm !== null && rate_ppm > 0
        ? { op: 'add_discount', title, kind: 'percent', rate_ppm, ...on }
        : null
    },
  },
  fixed: {
    nameLabel: t.common.name,
    valueLabel: t.common.amount,
    hasScope: true,
    op: ({ name: title, value, currency, on }) => {
      const amount = amountOf(value, currency)
      return title !== '' && amount !== null
        ? { op: 'add_discount', title, kind: 'fixed', amount, ...on }
        : null
    },
  },
  code: {
    nameLabel: texts.kinds.code,
    valueLabel: null,
    op: ({ name: code }) => (code === '' ? null : { op: 'add_discount', code }),
  },
  fee: {
    nameLabel: t.common.name,
    valueLabel: t.common.amount,
    op: ({ name: title, value, currency }) => {
      const amount = amountOf(value, currency)
      return title !== '' && amount !== null ? { op: 'add_fee', title, amount } : null
    },
  },
}

const ORDER = 'order'
const SHIPPING = 'shipping'

const scopeOf = (on: string): Typed['on'] => {
  if (on === ORDER) return {}
  return on === SHIPPING ? { scope: 'shipping' } : { scope: 'line', line_id: on }
}

export function AddExtras({ draft, set }: PartProps) {
  const { order } = useOrder()
  const [kind, setKind] = useState<Kind>('percent')
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [on, setOn] = useState(ORDER)
  const extra = EXTRAS[kind]
  const { currency } = order
  const op = extra.op({ name: name.trim(), value: value.trim(), currency, on: scopeOf(on) })
  const add = () => {
    if (op === null) return
    set({ extras: [...draft.extras, op] })
    setName('')
    setValue('')
  }
  return (
    <>
      <More label={texts.title}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in its fields adds, and sends nothing */}
        <div
          className="edit-add-fields"
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
            event.preventDefault()
            add()
          }}
        >
          <SelectField
            label={t.common.add}
            value={kind}
            onChange={setKind}
            options={KINDS.map((one) => [one, texts.kinds[one]] as const)}
          />
          {extra.hasScope && (
            <SelectField
              label={texts.appliesTo}
              value={on}
              onChange={setOn}
              options={[
                [ORDER, texts.wholeOrder],
                [SHIPPING, t.common.shipping],
                ...order.lines.map(({ id, title }) => [id, title] as const),
              ]}
            />
          )}
          <TextField label={extra.nameLabel} value={name} onChange={setName} />
          {extra.valueLabel !== null && (
            <TextField
              label={extra.valueLabel}
              value={value}
              onChange={setValue}
              inputMode="decimal"
              isNumber
              problem={
                extra.valueLabel === t.common.amount ? amountProblem(value, currency) : undefined
              }
            />
          )}
          <Button disabled={op === null} onClick={add}>
            {t.common.add}
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
  if (op === 'add_fee') return texts.fee(title ?? '', moneyText(amount ?? 0, currency))
  if (code !== undefined) return texts.coupon(code)
  const value = rate_ppm === undefined ? moneyText(amount ?? 0, currency) : rateText(rate_ppm)
  return texts.discount(title ?? '', value)
}

interface AddedProps {
  ops: readonly Op[]
  currency: string
  onRemove: (op: Op) => void
}

function Added({ ops, currency, onRemove }: AddedProps) {
  if (ops.length === 0) return null
  return (
    <ul className="parts-row parts-row-wrap" aria-label={texts.added}>
      {ops.map((op) => {
        const text = opText(op, currency)
        return (
          <li key={JSON.stringify(op)}>
            <button
              type="button"
              className="parts-chip"
              aria-label={texts.remove(text)}
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
