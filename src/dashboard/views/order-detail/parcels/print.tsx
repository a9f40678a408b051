// The order on paper: what a packer needs, and what a customer is billed. No frame around it; the
// browser's own print does the rest.

import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money, rateText } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import type { Fulfillment } from '#dashboard/parts/order/context.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { paidOf, Sums, totalRows } from '#dashboard/parts/order/totals.tsx'
import { Absent, Bones, Failure } from '#dashboard/parts/states.tsx'
import { dateText } from '#dashboard/parts/time.tsx'
import type { SlipSearch } from './search.ts'

interface PaperProps {
  title: string
  children: (order: Order) => ReactNode
}

function Paper({ title, children }: PaperProps) {
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
          <Absent what="order" />
        ) : error === null ? (
          <Bones lines={10} />
        ) : (
          <Failure error={error} what="order" onRetry={() => void refetch()} />
        )}
      </main>
    )
  }
  return (
    <main>
      <div className="parcels-print-bar parts-row">
        <Link className="parts-button" to="/orders/$id" params={{ id: order.id }}>
          <Icon name="back" />
          Back to the order
        </Link>
        <Button tone="main" onClick={() => print()}>
          <Icon name="print" />
          Print
        </Button>
      </div>
      <article className="parcels-print">
        <header className="parcels-print-head">
          <div>
            <h1>{title}</h1>
            <p>
              Order {nameOf(order)}
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

/** Of one parcel where the address names it, else of all that is ordered. */
export function PackingSlip() {
  const { parcel } = useSearch({ strict: false }) as SlipSearch
  return (
    <Paper title="Packing slip">
      {(order) => {
        const found = order.fulfillments.find(({ number }) => String(number) === parcel)
        return (
          <>
            {found !== undefined && (
              <p>
                <strong>Parcel {found.number}</strong>
                {[found.carrier, ...found.tracking.map(({ number }) => number)]
                  .filter(Boolean)
                  .map((text) => ` · ${text}`)}
              </p>
            )}
            {order.shipping_address && <address>{addressText(order.shipping_address)}</address>}
            <table>
              <thead>
                <tr>
                  <th>SKU</th>
                  <th>Item</th>
                  <th className="parts-number">Quantity</th>
                  <th>Packed</th>
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
            {order.customer_note !== null && <p>Note of the customer: {order.customer_note}</p>}
          </>
        )
      }}
    </Paper>
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
  <Paper title="Invoice">
    {(order) => (
      <>
        <Billed order={order} />
        <table>
          <thead>
            <tr>
              <th>Item</th>
              <th className="parts-number">Price</th>
              <th className="parts-number">Quantity</th>
              <th className="parts-number">Tax</th>
              <th className="parts-number">Total</th>
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
              ? [{ key: 'credited', label: 'Credited', minor: -order.credit_total }]
              : []),
            { key: 'paid', label: 'Paid', minor: -paidOf(order) },
            { key: 'due', label: 'Due', minor: order.due_total, isSum: true },
          ]}
        />
      </>
    )}
  </Paper>
)

function Billed({ order }: { order: Order }) {
  const address = order.billing_address ?? order.shipping_address
  return <address>{address === null ? order.email : addressText(address)}</address>
}
