// The columns of the products: customers see what can be had, staff what lies where.

import type { Product } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { Available } from '#dashboard/parts/available.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'

const COMMON: readonly TableColumn<Product>[] = [
  {
    key: 'title',
    title: 'Product',
    place: 'title',
    show: ({ title }) => title,
  },
  {
    key: 'sku',
    title: 'SKU',
    place: 'under',
    show: ({ sku, active }) => (
      <span className="parts-row">
        <span className="parts-mono">{sku}</span>
        {!active && <span className="parts-tag">Not sold</span>}
      </span>
    ),
  },
]

const PRICE: TableColumn<Product> = {
  key: 'price',
  title: 'Price',
  isNumber: true,
  place: 'aside',
  show: ({ price, currency }) => <Money minor={price} currency={currency} />,
}

const AVAILABLE: TableColumn<Product> = {
  key: 'available',
  title: 'Available',
  isNumber: true,
  place: 'corner',
  show: (product) => <Available product={product} />,
}

const shelf = (key: 'on_hand' | 'reserved', title: string): TableColumn<Product> => ({
  key,
  title,
  isNumber: true,
  show: ({ stock, track_stock }) => (track_stock ? countText(stock[key] ?? 0) : ''),
})

export const FOR_CUSTOMERS: readonly TableColumn<Product>[] = [...COMMON, PRICE, AVAILABLE]

export const FOR_STAFF: readonly TableColumn<Product>[] = [
  ...COMMON,
  PRICE,
  shelf('on_hand', 'On hand'),
  shelf('reserved', 'Promised'),
  AVAILABLE,
]
