// The print views of an order: packing slip and invoice. They have no frame; the browser prints them.

import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money, rateText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import type { Fulfillment } from '#dashboard/parts/order/context.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { paidOf, Sums, totalRows } from '#dashboard/parts/order/totals.tsx'
import { Absent, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { dateText } from '#dashboard/parts/time.tsx'
import type { SlipSearch } from './search.ts'

const texts = t.parcels.print

interface PrintViewProps {
  title: string
  children: (order: Order) => ReactNode
}

function PrintView({ title, children }: PrintViewProps) {
  const { id } = useParams({ strict: false })
  const {
    data: order,
    error,
    refetch,
  } = useQuery({
    queryKey: ['order', id],
    queryFn: (): Promise<Order | null> => client.orders.get(id ?? ''),
  })
  useEffect(() => {
    if (order) document.title = `${title} ${nameOf(order)}`
  }, [order, title])
  if (order == null) {
    return (
      <main className="parts-view-body">
        {order === null ? (
          <Absent name={t.common.order} />
        ) : error === null ? (
          <Skeleton lines={10} />
        ) : (
          <Failure error={error} name={t.common.order} onRetry={() => void refetch()} />
        )}
      </main>
    )
  }
  return (
    <main>
      <div className="parcels-print-bar parts-row">
        <Link className="parts-button" to="/orders/$id" params={{ id: order.id }}>
          <Icon name="back" />
          {texts.back}
        </Link>
        <Button tone="main" onClick={() => print()}>
          <Icon name="print" />
          {t.common.print}
        </Button>
      </div>
      <article className="parcels-print">
        <header className="parcels-print-head">
          <div>
            <h1>{title}</h1>
            <p>
              {t.orderDetail.head.order(nameOf(order))}
              <br />
              {dateText(order.placed_at ?? order.created_at)}
            </p>
          </div>
        </header>
        {children(order)}
      </article>
    </main>
  )
}

/** The slip of the parcel in the address, else of all ordered items. */
export function PackingSlip() {
  const { parcel } = useSearch({ strict: false }) as SlipSearch
  return (
    <PrintView title={texts.packingSlip}>
      {(order) => {
        const found = order.fulfillments.find(({ number }) => String(number) === parcel)
        return (
          <>
            {found !== undefined && (
              <p>
                <strong>{t.parcels.parcel(found.number)}</strong>
                {[found.carrier, ...found.tracking.map(({ number }) => number)]
                  .filter(Boolean)
                  .map((text) => ` · ${text}`)}
              </p>
            )}
            {order.shipping_address && <address>{addressText(order.shipping_address)}</address>}
            <table>
              <thead>
                <tr>
                  <th>{t.common.sku}</th>
                  <th>{t.orderParts.item}</th>
                  <th className="parts-number">{t.common.quantity}</th>
                  <th>{texts.packed}</th>
                </tr>
              </thead>
              <tbody>
                {packed(order, found).map(({ line, quantity }) => (
                  <tr key={line.id}>
                    <td className="parts-mono">{line.sku}</td>
                    <td>{line.title}</td>
                    <td className="parts-number">{quantity}</td>
                    <td aria-hidden="true">☐</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {order.customer_note !== null && <p>{texts.customerNote(order.customer_note)}</p>}
          </>
        )
      }}
    </PrintView>
  )
}

function packed(order: Order, parcel: Fulfillment | undefined) {
  const units = new Map(parcel?.lines.map(({ line_id, quantity }) => [line_id, quantity]))
  return order.lines
    .map((line) => {
      const all = line.requires_shipping ? line.quantity - line.qty_cancelled : 0
      return { line, quantity: parcel === undefined ? all : (units.get(line.id) ?? 0) }
    })
    .filter(({ quantity }) => quantity > 0)
}

export const Invoice = () => (
  <PrintView title={texts.invoice}>
    {(order) => (
      <>
        <Billed order={order} />
        <table>
          <thead>
            <tr>
              <th>{t.orderParts.item}</th>
              <th className="parts-number">{t.common.price}</th>
              <th className="parts-number">{t.common.quantity}</th>
              <th className="parts-number">{t.common.tax}</th>
              <th className="parts-number">{t.common.total}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.id}>
                <td>
                  {line.title}
                  {line.sku !== null && <span className="parts-mono"> {line.sku}</span>}
                </td>
                <td className="parts-number">
                  <Money minor={line.unit_price} currency={order.currency} />
                </td>
                <td className="parts-number">{line.quantity}</td>
                <td className="parts-number">{rateText(line.tax_rate_ppm)}</td>
                <td className="parts-number">
                  <Money minor={line.gross_total} currency={order.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Sums
          currency={order.currency}
          rows={[
            ...totalRows(order),
            ...(order.credit_total > 0
              ? [{ key: 'credited', label: texts.credited, minor: -order.credit_total }]
              : []),
            { key: 'paid', label: texts.paid, minor: -paidOf(order) },
            { key: 'due', label: texts.due, minor: order.due_total, isSum: true },
          ]}
        />
      </>
    )}
  </PrintView>
)

function Billed({ order }: { order: Order }) {
  const address = order.billing_address ?? order.shipping_address
  return <address>{address === null ? order.email : addressText(address)}</address>
}
