// The lines of an order and its sums: discounts, charges and taxes, then credits, payments and refunds.

import type { Order } from '#client/index.ts'
import { Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { paidOf, type SumRow, Sums, totalRows } from '#dashboard/parts/order/totals.tsx'

const texts = t.orderDetail.lines

export function Lines() {
  const { order } = useOrder()
  return (
    <section className="parts-panel" aria-label={texts.title}>
      <div className="parts-table-wrap">
        <table className="parts-table parts-lines">
          <thead>
            <tr>
              <th>{t.orderParts.item}</th>
              <th className="parts-number">{t.common.price}</th>
              <th className="parts-number">{t.common.quantity}</th>
              <th className="parts-number">{t.common.total}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.id}>
                <td>
                  <div className="parts-strong">{line.title}</div>
                  <div className="parts-small parts-soft">
                    {line.sku !== null && <span className="parts-mono">{line.sku}</span>}
                    {progressOf(line).map((text) => (
                      <span key={text}> · {text}</span>
                    ))}
                  </div>
                </td>
                <td className="parts-number">
                  <Money minor={line.unit_price} currency={order.currency} />
                </td>
                <td className="parts-number order-detail-quantity">{line.quantity}</td>
                <td className="parts-number parts-total">
                  <Money minor={line.gross_total} currency={order.currency} />
                  {line.discount_total > 0 && (
                    <div className="parts-small parts-soft">
                      <Money minor={-line.discount_total} currency={order.currency} />
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Totals order={order} />
    </section>
  )
}

function progressOf(line: Line): string[] {
  const counts = [
    [line.qty_cancelled, texts.cancelled],
    [line.qty_shipped, texts.shipped],
    [line.qty_delivered, texts.delivered],
    [line.qty_return_requested, texts.returnRequested],
    [line.qty_returned, texts.returned],
  ] as const
  return counts.flatMap(([count, text]) => (count > 0 ? [text(count)] : []))
}

const chargedBackOf = (order: Order): number =>
  order.captured_total - order.refunded_total - paidOf(order)

function moneyRows(order: Order): SumRow[] {
  const rows = order.credits.flatMap(({ id, reason, amount, tax }): SumRow[] => {
    const sign = reason === 'expire_reversal' ? 1 : -1
    return [
      { key: id, label: texts.credit(reason), minor: sign * amount },
      ...(tax === 0
        ? []
        : [{ key: `${id} tax`, label: texts.creditTax, minor: sign * tax, isDetail: true }]),
    ]
  })
  const paid: SumRow[] = [
    { key: 'authorized', label: texts.authorized, minor: order.authorized_total },
    { key: 'paid', label: texts.paid, minor: -order.captured_total },
    { key: 'refunded', label: texts.refunded, minor: order.refunded_total },
    { key: 'charged_back', label: texts.chargedBack, minor: chargedBackOf(order) },
  ]
  return [
    ...rows,
    ...paid
      .filter(({ minor }) => minor !== 0)
      .map((row) => (row.key === 'authorized' ? { ...row, isDetail: true } : row)),
    {
      key: 'due',
      label: order.due_total < 0 ? texts.toRefund : texts.due,
      minor: Math.abs(order.due_total),
      isSum: true,
    },
  ]
}

function Totals({ order }: { order: Order }) {
  return (
    <Sums
      rows={[...totalRows(order), ...(order.status === 'draft' ? [] : moneyRows(order))]}
      currency={order.currency}
    />
  )
}
