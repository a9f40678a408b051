// The tax status of a customer or an order, and the label of a line of tax.

import { rateText } from './money.tsx'
import { t } from './texts.ts'

const { taxStatuses } = t.common
export type TaxStatus = keyof typeof taxStatuses

export const TAX_STATUSES: readonly (readonly [TaxStatus, string])[] = [
  ['taxable', taxStatuses.taxable],
  ['exempt', taxStatuses.exempt],
  ['reverse_charge', taxStatuses.reverse_charge],
]

export const taxStatusText = (status: TaxStatus): string => taxStatuses[status]

/** The names of tax lines of orders without tax. */
const STATUS_NAMES: ReadonlyMap<string, string> = new Map(TAX_STATUSES)

/** A rate without a name of its own is called by its rate, an order without tax by its tax status. */
export function taxLabel({ name, rate_ppm }: { name: string; rate_ppm: number }): string {
  const status = rate_ppm === 0 ? STATUS_NAMES.get(name) : undefined
  return (
    status ??
    (name.includes('%') ? `${t.common.tax} ${rateText(rate_ppm)}` : `${name} ${rateText(rate_ppm)}`)
  )
}
