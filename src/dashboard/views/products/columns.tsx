// The columns of the products: customers see the available stock, staff also on hand and committed.

import type { Product } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Available } from '#dashboard/parts/available.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'

const texts = t.products

const COMMON: readonly TableColumn<Product>[] = [
  {
    key: 'title',
    title: t.common.product,
    slot: 'title',
    render: ({ title }) => title,
  },
  {
    key: 'sku',
    title: t.common.sku,
    slot: 'under',
    render: ({ sku, active }) => (
      <span className="parts-row">
        <span className="parts-mono">{sku}</span>
        {!active && <span className="parts-tag">{texts.archived}</span>}
      </span>
    ),
  },
]

const PRICE: TableColumn<Product> = {
  key: 'price',
  title: t.common.price,
  isNumber: true,
  slot: 'aside',
  render: ({ price, currency }) => <Money minor={price} currency={currency} />,
}

const AVAILABLE: TableColumn<Product> = {
  key: 'available',
  title: texts.columns.available,
  isNumber: true,
  slot: 'corner',
  render: (product) => <Available product={product} />,
}

const stockColumn = (key: 'on_hand' | 'reserved', title: string): TableColumn<Product> => ({
  key,
  title,
  isNumber: true,
  render: ({ stock, track_stock }) => (track_stock ? countText(stock[key] ?? 0) : ''),
})

export const FOR_CUSTOMERS: readonly TableColumn<Product>[] = [...COMMON, PRICE, AVAILABLE]

export const FOR_STAFF: readonly TableColumn<Product>[] = [
  ...COMMON,
  PRICE,
  stockColumn('on_hand', texts.columns.onHand),
  stockColumn('reserved', texts.columns.committed),
  AVAILABLE,
]
