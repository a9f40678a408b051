// The movements of stock, newest first, each with its quantities, reason, order and actor.

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { StockMovement } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Icon } from '#dashboard/parts/icon.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'

const texts = t.products

const signed = (count: number): string =>
  count === 0 ? '' : count > 0 ? `+${countText(count)}` : countText(count).replace('-', '−')

const SKU: TableColumn<StockMovement> = {
  key: 'sku',
  title: t.common.sku,
  slot: 'title',
  render: ({ sku }) => <span className="parts-mono">{sku}</span>,
}

const COLUMNS: readonly TableColumn<StockMovement>[] = [
  {
    key: 'kind',
    title: texts.movement.kind,
    slot: 'under',
    render: ({ kind }) => texts.kinds[kind],
  },
  {
    key: 'on_hand',
    title: texts.columns.onHand,
    isNumber: true,
    slot: 'aside',
    render: ({ on_hand_delta }) => signed(on_hand_delta),
  },
  {
    key: 'reserved',
    title: texts.columns.committed,
    isNumber: true,
    slot: 'end',
    render: ({ reserved_delta }) =>
      reserved_delta !== 0 && (
        <>
          <span className="parts-hide-phone">{signed(reserved_delta)}</span>
          <span className="products-only-phone">{texts.committedUnit(signed(reserved_delta))}</span>
        </>
      ),
  },
  {
    key: 'reason',
    title: t.common.reason,
    slot: 'foot',
    render: ({ reason, order_id }) => (
      <>
        {reason?.replace(/_/g, ' ')}
        {order_id !== null && (
          <>
            {reason !== null && ' · '}
            <Link to="/orders/$id" params={{ id: order_id }}>
              {texts.movement.order}
            </Link>
          </>
        )}
      </>
    ),
  },
  { key: 'actor', title: texts.movement.actor, render: ({ actor }) => <Actor actor={actor} /> },
  {
    key: 'at',
    title: t.common.date,
    slot: 'corner',
    render: ({ created_at }) => <Time at={created_at} />,
  },
]

/** For the movements of one product: on a phone their kind is the title of the row. */
const PRODUCT_COLUMNS = COLUMNS.map((column) =>
  column.key === 'kind' ? { ...column, slot: 'title' as const } : column,
)

export function MovementList({ sku }: { sku?: string }) {
  return (
    <List<StockMovement>
      isMain={sku === undefined}
      label={texts.movementsLabel}
      queryKey={['catalog', 'movements', sku ?? null]}
      load={(page, options) =>
        client.stock.movements({ ...page, ...(sku === undefined ? {} : { sku }) }, options)
      }
      pageSize={sku === undefined ? 50 : 20}
      columns={sku === undefined ? [SKU, ...COLUMNS] : PRODUCT_COLUMNS}
      keyOf={({ id }) => id}
      nameOf={({ sku: name, kind }) => `${name}, ${texts.kinds[kind]}`}
      empty={<Empty title={texts.noMovements} />}
    />
  )
}

export function Movements(): ReactNode {
  useLiveStock()
  return (
    <OnlyFor audience="staff" title={texts.movements}>
      <ViewHead
        title={texts.movements}
        name={texts.movementsLabel}
        before={
          <Link
            className="parts-button"
            data-tone="quiet"
            data-size="icon"
            to="/products"
            aria-label={texts.all}
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
