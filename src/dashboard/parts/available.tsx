// The available stock of a product, marked where it is low or gone.

import type { Product } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'

const isLow = ({ low_stock_at, stock }: Product): boolean =>
  low_stock_at != null && stock.available !== null && stock.available <= low_stock_at

export function Available({ product }: { product: Product }) {
  const { available } = product.stock
  if (available === null) return <span className="parts-faint">{t.products.untracked}</span>
  const tone = available <= 0 ? 'stop' : isLow(product) ? 'wait' : undefined
  if (tone === undefined) return <span className="parts-tabular">{countText(available)}</span>
  return (
    <span className="parts-status parts-tabular" data-tone={tone}>
      {countText(available)}
      <span className="parts-small">{available <= 0 ? t.products.outOfStock : t.products.low}</span>
    </span>
  )
}
