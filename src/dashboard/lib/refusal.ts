// The text of a refusal: the server's sentence, with its amounts (whole numbers of minor units) written as
// money where the currency is given.

import { OrderdError } from '#client/index.ts'
import { moneyText } from './money.tsx'
import { t } from './texts.ts'

/** The members of a refusal that are amounts. */
const AMOUNTS = [
  'open',
  'value',
  'total',
  'expected_total',
  'credit_total',
  'credit_tax',
  'captured',
  'refunded',
  'pending',
]

export function refusalText(error: Error, currency?: string): string {
  if (error instanceof OrderdError && error.status === 0) return t.parts.unreachable
  if (!(error instanceof OrderdError) || currency === undefined) return error.message
  const { details } = error
  const amountOf = (name: string): number => (typeof details[name] === 'number' ? details[name] : 0)
  const unaccounted = amountOf('captured') - amountOf('refunded') - amountOf('pending')
  const amounts = new Set([...AMOUNTS.map(amountOf), unaccounted].map(String))
  return error.message.replace(/(?<![\w.-])\d+(?!\.\d|[\w-])/g, (digits) =>
    digits !== '0' && amounts.has(digits) ? moneyText(Number(digits), currency) : digits,
  )
}
