// The columns of the table: what each shows, where it goes on a phone, and by what the server sorts.

import type { ReactNode } from 'react'
import type { Order } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { DISPLAY, FULFILLMENT, PAYMENT, RETURN, Status } from '#dashboard/parts/status.tsx'
import type { CardPlace } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { nameOf } from './steps.ts'

export interface OrderColumn {
  key: string
  title: string
  isNumber?: boolean
  /** The field that the server can sort by. */
  sort?: 'placed_at' | 'created_at' | 'total' | 'number'
  /** Where it stands in the card that a row is on a phone; without one it is not shown there. */
  place?: CardPlace
  show(order: Order): ReactNode
}

const person = (order: Order): string =>
  order.shipping_address?.name ?? order.billing_address?.name ?? order.email ?? 'Guest'

export const COLUMNS: readonly OrderColumn[] = [
  {
    key: 'number',
    title: 'Order',
    sort: 'number',
    place: 'title',
    show: (order) => <span className="parts-tabular">{nameOf(order)}</span>,
  },
  {
    key: 'placed',
    title: 'Placed',
    sort: 'placed_at',
    place: 'corner',
    show: ({ placed_at, created_at }) => <Time at={placed_at ?? created_at} />,
  },
  { key: 'customer', title: 'Customer', place: 'under', show: person },
  { key: 'email', title: 'E-mail', show: ({ email }) => email ?? '' },
  {
    key: 'status',
    title: 'Status',
    place: 'foot',
    show: (order) => (
      <span className="parts-row">
        <Status words={DISPLAY} value={order.display_status} />
        {order.attention === true && <span className="parts-card-flag parts-small">Attention</span>}
      </span>
    ),
  },
  {
    key: 'payment',
    title: 'Payment',
    place: 'end',
    show: ({ payment_status }) => <Status words={PAYMENT} value={payment_status} />,
  },
  {
    key: 'fulfillment',
    title: 'Fulfillment',
    show: ({ fulfillment_status }) => <Status words={FULFILLMENT} value={fulfillment_status} />,
  },
  {
    key: 'return',
    title: 'Return',
    show: ({ return_status }) =>
      return_status === 'none' ? '' : <Status words={RETURN} value={return_status} />,
  },
  {
    key: 'items',
    title: 'Items',
    isNumber: true,
    show: ({ lines }) => countText(lines.reduce((sum, { quantity }) => sum + quantity, 0)),
  },
  {
    key: 'tags',
    title: 'Tags',
    show: ({ tags = [] }) => (
      <span className="parts-row">
        {tags.slice(0, 3).map((tag) => (
          <span key={tag} className="parts-tag">
            <span className="parts-truncate">{tag}</span>
          </span>
        ))}
      </span>
    ),
  },
  { key: 'source', title: 'Source', show: ({ source }) => source },
  {
    key: 'due',
    title: 'Due',
    isNumber: true,
    show: ({ due_total, currency }) => <Money minor={due_total} currency={currency} />,
  },
  {
    key: 'total',
    title: 'Total',
    isNumber: true,
    sort: 'total',
    place: 'aside',
    show: ({ total, currency }) => <Money minor={total} currency={currency} />,
  },
]
