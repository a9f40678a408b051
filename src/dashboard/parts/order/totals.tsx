// The sums of an order: each discount, charge and tax that its total is made of.

import type { ReactNode } from 'react'
import type { Order } from '#client/index.ts'
import { Money, rateText } from '#dashboard/lib/money.tsx'
import { taxLabel } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'

const texts = t.orderParts.totals

export interface SumRow {
  key: string
  label: string
  minor: number
  isSum?: boolean
  isDetail?: boolean
}

/** The code or title of a discount, its rate, and a mark where it is suspended. */
const discountLabel = (discount: Order['discounts'][number]): string => {
  const { code, title, rate_ppm, kind, suspended } = discount
  const name = code ?? title
  const label = kind === 'percent' && rate_ppm !== null ? `${name}, ${rateText(rate_ppm)}` : name
  return suspended ? texts.minimumMissed(label) : label
}

export function totalRows(order: Order): SumRow[] {
  const included = order.tax_lines.filter((tax) => tax.included)
  const onTop = order.tax_lines.filter((tax) => !tax.included)
  return [
    { key: 'subtotal', label: texts.subtotal, minor: order.subtotal },
    ...order.discounts.map((one) => ({
      key: one.id,
      label: discountLabel(one),
      minor: -one.taken,
    })),
    ...order.shipping.map((one) => ({
      key: one.id,
      label: one.tax_mode === 'goods' ? texts.taxedLikeGoods(one.title) : one.title,
      minor: one.price,
    })),
    ...order.fees.map(({ id, title, amount }) => ({ key: id, label: title, minor: amount })),
    ...onTop.map((tax) => ({
      key: `${tax.name}${tax.rate_ppm}`,
      label: taxLabel(tax),
      minor: tax.amount,
    })),
    { key: 'total', label: texts.total, minor: order.total, isSum: true },
    ...included.map((tax) => ({
      key: `${tax.name}${tax.rate_ppm}`,
      label: texts.included(taxLabel(tax)),
      minor: tax.amount,
      isDetail: true,
    })),
  ]
}

/** Captured money less refunds and chargebacks. */
export const paidOf = (order: Order): number => order.total - order.credit_total - order.due_total

export const Sums = ({ rows, currency }: { rows: readonly SumRow[]; currency: string }) => (
  <dl className="parts-sums">
    {rows.map(({ key, label, minor, isSum, isDetail }) => {
      const className = isSum ? 'parts-sum' : isDetail ? 'parts-detail' : undefined
      return (
        <SumLine key={key} label={label} className={className}>
          <Money minor={minor} currency={currency} />
        </SumLine>
      )
    })}
  </dl>
)

const SumLine = (props: { label: string; className: string | undefined; children: ReactNode }) => (
  <>
    <dt className={props.className}>{props.label}</dt>
    <dd className={props.className}>{props.children}</dd>
  </>
)
