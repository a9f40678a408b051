// The field that finds a product of the catalog, with its price and its available stock.

import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Available } from '#dashboard/parts/available.tsx'
import { Picker } from '#dashboard/parts/picker.tsx'

const FOUND = 8

interface ProductPickerProps {
  onPick: (product: Product) => void
  hasFocus?: boolean
}

export const ProductPicker = ({ onPick, hasFocus = false }: ProductPickerProps) => (
  <Picker<Product>
    label={t.orderParts.addProduct}
    placeholder={t.orderParts.productSearch}
    queryKey={['catalog', 'pick']}
    find={async (text, signal) => {
      const query = { active: true, limit: FOUND, ...(text ? { q: text } : {}) }
      return (await client.products.list(query, { signal })).items
    }}
    keyOf={({ id }) => id}
    show={(product) => <Found product={product} />}
    onPick={onPick}
    nothing={t.orderParts.noProducts}
    hasFocus={hasFocus}
  />
)

const Found = ({ product }: { product: Product }) => (
  <>
    <span className="parts-truncate">
      {product.title} <span className="parts-mono parts-faint parts-small">{product.sku}</span>
    </span>
    <span className="parts-push parts-row">
      <span className="parts-small parts-soft">
        <Available product={product} />
      </span>
      <Money minor={product.price} currency={product.currency} />
    </span>
  </>
)
