// The words for tax: how a person or an order is taxed, and a line of tax on an order.

import { rateText } from './money.tsx'

export type TaxStatus = 'taxable' | 'exempt' | 'reverse_charge'

export const TAX_STATUSES: readonly (readonly [TaxStatus, string])[] = [
  ['taxable', 'Taxable'],
  ['exempt', 'Tax exempt'],
  ['reverse_charge', 'Reverse charge'],
]

const MARKS: ReadonlyMap<string, string> = new Map(TAX_STATUSES)

export const taxStatusText = (status: TaxStatus): string => MARKS.get(status) ?? status

/** A rate without a name of its own is called by its rate, an order without tax by its mark. */
export function taxLabel({ name, rate_ppm }: { name: string; rate_ppm: number }): string {
  const mark = rate_ppm === 0 ? MARKS.get(name) : undefined
  return (
    mark ?? (name.includes('%') ? `Tax ${rateText(rate_ppm)}` : `${name} ${rateText(rate_ppm)}`)
  )
}
