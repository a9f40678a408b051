// The problem with a typed amount.

import { decimalText, exponentOf, parseMoney } from './money.tsx'
import { t } from './texts.ts'

/** undefined while the text is empty or an amount. */
export function amountProblem(text: string, currency: string): string | undefined {
  if (text.trim() === '' || parseMoney(text, currency) !== null) return undefined
  const exponent = exponentOf(currency)
  return t.parts.noAmount(currency, decimalText(1234 * 10 ** exponent, exponent))
}
