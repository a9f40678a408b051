// The columns of an orders table, with their cells, their place on a phone and the field they sort by.

import type { ReactNode } from 'react'
import type { Order } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { DISPLAY, FULFILLMENT, ORDER_RETURNS, PAYMENT, Status } from '#dashboard/parts/status.tsx'
import type { CardSlot } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { nameOf } from './steps.ts'

export interface OrderColumn {
  key: string
  title: string
  isNumber?: boolean
  /** The field that the server can sort by. */
  sort?: 'placed_at' | 'created_at' | 'total' | 'number'
  /** Its place in the card of a row on a phone; without one it is hidden there. */
  slot?: CardSlot
  render(order: Order): ReactNode
}

const texts = t.orders

const person = (order: Order): string =>
  order.shipping_address?.name ?? order.billing_address?.name ?? order.email ?? t.common.guest

export const COLUMNS: readonly OrderColumn[] = [
  {
    key: 'number',
    title: t.common.order,
    sort: 'number',
    slot: 'title',
    render: (order) => <span className="parts-tabular">{nameOf(order)}</span>,
  },
  {
    key: 'placed',
    title: texts.columns.placed,
    sort: 'placed_at',
    slot: 'corner',
    render: ({ placed_at, created_at }) => <Time at={placed_at ?? created_at} />,
  },
  { key: 'customer', title: t.common.customer, slot: 'under', render: person },
  { key: 'email', title: t.common.email, render: ({ email }) => email ?? '' },
  {
    key: 'status',
    title: t.common.status,
    slot: 'foot',
    render: (order) => (
      <span className="parts-row">
        <Status words={DISPLAY} value={order.display_status} />
        {order.attention === true && (
          <span className="parts-card-flag parts-small">{texts.attention}</span>
        )}
      </span>
    ),
  },
  {
    key: 'payment',
    title: t.common.payment,
    slot: 'end',
    render: ({ payment_status }) => <Status words={PAYMENT} value={payment_status} />,
  },
  {
    key: 'fulfillment',
    title: t.common.fulfillment,
    render: ({ fulfillment_status }) => <Status words={FULFILLMENT} value={fulfillment_status} />,
  },
  {
    key: 'return',
    title: t.common.return,
    render: ({ return_status }) =>
      return_status === 'none' ? '' : <Status words={ORDER_RETURNS} value={return_status} />,
  },
  {
    key: 'items',
    title: t.common.items,
    isNumber: true,
    render: ({ lines }) => countText(lines.reduce((sum, { quantity }) => sum + quantity, 0)),
  },
  {
    key: 'tags',
    title: t.common.tags,
    render: ({ tags = [] }) => (
      <span className="parts-row">
        {tags.slice(0, 3).map((tag) => (
          <span key={tag} className="parts-tag">
            <span className="parts-truncate">{tag}</span>
          </span>
        ))}
      </span>
    ),
  },
  { key: 'source', title: texts.columns.source, render: ({ source }) => texts.sources[source] },
  {
    key: 'due',
    title: texts.columns.due,
    isNumber: true,
    render: ({ due_total, currency }) => <Money minor={due_total} currency={currency} />,
  },
  {
    key: 'total',
    title: t.common.total,
    isNumber: true,
    sort: 'total',
    slot: 'aside',
    render: ({ total, currency }) => <Money minor={total} currency={currency} />,
  },
]
