// What the shop sells and how much of it there is: all, what runs low, what is no longer sold. Figures
// follow the stock as it moves.

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { SearchBox } from '#dashboard/parts/search-box.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { FOR_CUSTOMERS, FOR_STAFF } from './columns.tsx'
import { ProductDialog } from './form.tsx'

const route = getRouteApi('/signed-in/shell/products')

type Shown = 'active' | 'low' | 'inactive'

const SHOWN: Readonly<Record<Shown, { title: string; query: object; empty: ReactNode }>> = {
  active: {
    title: 'Sold',
    query: { active: true },
    empty: <Empty title="No product is like that" />,
  },
  low: {
    title: 'Low stock',
    query: { active: true, low_stock: true },
    empty: (
      <Empty title="Nothing runs low">
        <p className="parts-soft">
          A product appears here when no more is available than it says it is low at.
        </p>
      </Empty>
    ),
  },
  inactive: {
    title: 'Not sold',
    query: { active: false },
    empty: <Empty title="Everything is sold" />,
  },
}

const shownOf = (text: string | undefined): Shown =>
  text === 'low' || text === 'inactive' ? text : 'active'

export function Products(): ReactNode {
  const search = route.useSearch()
  const navigate = useNavigate()
  const isStaff = useIsStaff()
  const [isAdding, setAdding] = useState(false)
  useLiveStock()
  useShortcut('n', 'New product', () => setAdding(isStaff))
  const shown = shownOf(search.show)
  const { q } = search
  const setQ = useCallback(
    (text: string) =>
      void navigate({
        to: '/products',
        search: (now) => ({ ...now, q: text || undefined }),
        replace: true,
      }),
    [navigate],
  )
  const open = ({ id }: Product) => void navigate({ to: '/products/$id', params: { id } })
  const add = (
    <Button tone="main" onClick={() => setAdding(true)}>
      New product
    </Button>
  )
  return (
    <>
      <ViewHead title="Products" name="Products">
        {isStaff && (
          <>
            <Link className="parts-button parts-hide-phone" to="/movements">
              Movements
            </Link>
            <Link className="parts-button" to="/import/$kind" params={{ kind: 'products' }}>
              Import
            </Link>
            {add}
          </>
        )}
      </ViewHead>
      <div className="parts-view-body">
        <search className="parts-filters">
          <SearchBox
            label="Search products"
            placeholder="Title or SKU"
            value={q ?? ''}
            onChange={setQ}
          />
          {isStaff &&
            (Object.keys(SHOWN) as Shown[]).map((key) => (
              <button
                key={key}
                type="button"
                className="parts-chip"
                aria-pressed={key === shown}
                onClick={() =>
                  void navigate({
                    to: '/products',
                    search: { q, show: key === 'active' ? undefined : key },
                  })
                }
              >
                {SHOWN[key].title}
              </button>
            ))}
        </search>
        <div className="parts-panel">
          <List<Product>
            isMain
            what="products"
            label="Products"
            queryKey={['catalog', 'products', shown, q ?? '']}
            load={(page, options) =>
              client.products.list({ ...page, ...SHOWN[shown].query, ...(q ? { q } : {}) }, options)
            }
            columns={isStaff ? FOR_STAFF : FOR_CUSTOMERS}
            keyOf={({ id }) => id}
            nameOf={({ sku }) => sku}
            onOpen={open}
            linkTo={({ id }, children) => (
              <Link className="parts-cell-link" to="/products/$id" params={{ id }} tabIndex={-1}>
                {children}
              </Link>
            )}
            empty={
              shown === 'active' && q === undefined ? (
                <Empty title="No products yet">
                  {isStaff && (
                    <p className="parts-soft">Add one, or import a file of them: CSV or NDJSON.</p>
                  )}
                  {isStaff && add}
                </Empty>
              ) : (
                SHOWN[shown].empty
              )
            }
          />
        </div>
      </div>
      {isAdding && <ProductDialog onClose={() => setAdding(false)} onSaved={open} />}
    </>
  )
}
