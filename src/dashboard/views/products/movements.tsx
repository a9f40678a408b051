// Every change of stock, newest first: by how much, why, for which order, by whom.

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { StockMovement } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'

const KINDS: Readonly<Record<StockMovement['kind'], string>> = {
  receive: 'Received',
  adjust: 'Adjusted',
  reserve: 'Promised',
  release: 'Let go',
  ship: 'Shipped',
  unship: 'Shipment undone',
  restock: 'Came back',
  write_off: 'Written off',
  transfer: 'Moved',
}

const signed = (count: number): string =>
  count === 0 ? '' : count > 0 ? `+${countText(count)}` : countText(count).replace('-', '−')

const SKU: TableColumn<StockMovement> = {
  key: 'sku',
  title: 'SKU',
  place: 'title',
  show: ({ sku }) => <span className="parts-mono">{sku}</span>,
}

const COLUMNS: readonly TableColumn<StockMovement>[] = [
  { key: 'kind', title: 'What', place: 'under', show: ({ kind }) => KINDS[kind] },
  {
    key: 'on_hand',
    title: 'On hand',
    isNumber: true,
    place: 'aside',
    show: ({ on_hand_delta }) => signed(on_hand_delta),
  },
  {
    key: 'reserved',
    title: 'Promised',
    isNumber: true,
    place: 'end',
    show: ({ reserved_delta }) =>
      reserved_delta !== 0 && (
        <>
          {signed(reserved_delta)}
          <span className="products-only-phone"> promised</span>
        </>
      ),
  },
  {
    key: 'reason',
    title: 'Why',
    place: 'foot',
    show: ({ reason, order_id }) => (
      <>
        {reason?.replace(/_/g, ' ')}
        {order_id !== null && (
          <>
            {reason !== null && ' · '}
            <Link to="/orders/$id" params={{ id: order_id }}>
              order
            </Link>
          </>
        )}
      </>
    ),
  },
  { key: 'actor', title: 'By', show: ({ actor }) => <Actor actor={actor} /> },
  {
    key: 'at',
    title: 'When',
    place: 'corner',
    show: ({ created_at }) => <Time at={created_at} />,
  },
]

/** On a phone the kind is the name of the row, where all are of one product. */
const OF_ONE = COLUMNS.map((column) =>
  column.key === 'kind' ? { ...column, place: 'title' as const } : column,
)

export function MovementList({ sku }: { sku?: string }) {
  return (
    <List<StockMovement>
      isMain={sku === undefined}
      what="movements"
      label="Movements of stock"
      queryKey={['catalog', 'movements', sku ?? null]}
      load={(page, options) =>
        client.stock.movements({ ...page, ...(sku === undefined ? {} : { sku }) }, options)
      }
      pageSize={sku === undefined ? 50 : 20}
      columns={sku === undefined ? [SKU, ...COLUMNS] : OF_ONE}
      keyOf={({ id }) => id}
      nameOf={({ sku: name, kind }) => `${name}, ${KINDS[kind]}`}
      empty={<Empty title="No movement yet" />}
    />
  )
}

export function Movements(): ReactNode {
  useLiveStock()
  return (
    <OnlyFor who="staff" title="Movements">
      <ViewHead
        title="Movements"
        name="Movements of stock"
        before={
          <Link
            className="parts-button"
            data-tone="quiet"
            data-size="icon"
            to="/products"
            aria-label="All products"
          >
            <Icon name="back" />
          </Link>
        }
      />
      <div className="parts-view-body">
        <div className="parts-panel">
          <MovementList />
        </div>
      </div>
    </OnlyFor>
  )
}
