// What was ordered, and how the total comes about: every discount, charge and tax that is in it, and
// then what was credited, paid and paid back.

import type { Order } from '#client/index.ts'
import { Money } from '#dashboard/lib/money.tsx'
import { type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { paidOf, type SumRow, Sums, totalRows } from '#dashboard/parts/order/totals.tsx'

export function Lines() {
  const { order } = useOrder()
  return (
    <section className="parts-panel" aria-label="Lines and totals">
      <div className="parts-table-wrap">
        <table className="parts-table parts-lines">
          <thead>
            <tr>
              <th>Item</th>
              <th className="parts-number">Price</th>
              <th className="parts-number">Quantity</th>
              <th className="parts-number">Total</th>
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
    [line.qty_cancelled, 'cancelled'],
    [line.qty_shipped, 'shipped'],
    [line.qty_delivered, 'delivered'],
    [line.qty_return_requested, 'to come back'],
    [line.qty_returned, 'returned'],
  ] as const
  return counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []))
}

const CREDIT: Readonly<Record<string, string>> = {
  return: 'Returned goods',
  cancel: 'Cancelled',
  goodwill: 'Goodwill',
  expire: 'Expired',
  expire_reversal: 'Revived',
}

const chargedBackOf = (order: Order): number =>
  order.captured_total - order.refunded_total - paidOf(order)

function moneyRows(order: Order): SumRow[] {
  const rows = order.credits.flatMap(({ id, reason, amount, tax }): SumRow[] => {
    const sign = reason === 'expire_reversal' ? 1 : -1
    return [
      { key: id, label: `Credit: ${CREDIT[reason] ?? reason}`, minor: sign * amount },
      ...(tax === 0
        ? []
        : [{ key: `${id} tax`, label: 'of it tax', minor: sign * tax, isDetail: true }]),
    ]
  })
  const paid: SumRow[] = [
    { key: 'authorized', label: 'Authorized', minor: order.authorized_total },
    { key: 'paid', label: 'Paid', minor: -order.captured_total },
    { key: 'refunded', label: 'Refunded', minor: order.refunded_total },
    { key: 'charged_back', label: 'Charged back', minor: chargedBackOf(order) },
  ]
  return [
    ...rows,
    ...paid
      .filter(({ minor }) => minor !== 0)
      .map((row) => (row.key === 'authorized' ? { ...row, isDetail: true } : row)),
    {
      key: 'due',
      label: order.due_total < 0 ? 'To give back' : 'Due',
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
