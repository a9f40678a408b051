// The field for an amount in the order's currency. `useAmount` keeps the typed text and its value in minor
// units.

import { useState } from 'react'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { decimalText, exponentOf, moneyText, parseMoney } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { TextField } from '#dashboard/parts/form.tsx'

export interface Amount {
  text: string
  setText: (text: string) => void
  /** null where the text is no amount. */
  minor: number | null
  currency: string
}

export function useAmount(initial: number, currency: string): Amount {
  const [text, setText] = useState(() => decimalText(initial, exponentOf(currency)))
  return { text, setText, minor: parseMoney(text, currency), currency }
}

interface AmountFieldProps {
  label: string
  amount: Amount
  /** The hint names it as the maximum. */
  most?: number
  problem?: string | undefined
  hasFocus?: boolean
}

export function AmountField({ label, amount, most, problem, hasFocus = false }: AmountFieldProps) {
  const { text, setText, currency } = amount
  return (
    <TextField
      label={`${label}, ${currency}`}
      value={text}
      onChange={setText}
      inputMode="decimal"
      isNumber
      hasFocus={hasFocus}
      problem={problem ?? amountProblem(text, currency)}
      hint={most === undefined ? undefined : t.orderParts.atMost(moneyText(most, currency))}
    />
  )
}
