// The list of products: active, low on stock, or archived. Its figures follow the stock live.

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { SearchBox } from '#dashboard/parts/search-box.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { FOR_CUSTOMERS, FOR_STAFF } from './columns.tsx'
import { ProductDialog } from './form.tsx'

const route = getRouteApi('/signed-in/shell/products')

const texts = t.products

type FilterName = 'active' | 'low' | 'inactive'

const FILTERS: Readonly<Record<FilterName, { query: object; empty: ReactNode }>> = {
  active: {
    query: { active: true },
    empty: <Empty title={texts.empty.active} />,
  },
  low: {
    query: { active: true, low_stock: true },
    empty: (
      <Empty title={texts.empty.low}>
        <p className="parts-soft">{texts.empty.lowHelp}</p>
      </Empty>
    ),
  },
  inactive: {
    query: { active: false },
    empty: <Empty title={texts.empty.inactive} />,
  },
}

const filterOf = (text: string | undefined): FilterName =>
  text === 'low' || text === 'inactive' ? text : 'active'

export function Products(): ReactNode {
  const search = route.useSearch()
  const navigate = useNavigate()
  const isStaff = useIsStaff()
  const [isAdding, setAdding] = useState(false)
  useLiveStock()
  useShortcut('n', texts.new, () => setAdding(isStaff))
  const filter = filterOf(search.show)
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
      {texts.new}
    </Button>
  )
  return (
    <>
      <ViewHead title={t.common.products} name={t.common.products}>
        {isStaff && (
          <>
            <Link className="parts-button parts-hide-phone" to="/movements">
              {texts.movements}
            </Link>
            <Link className="parts-button" to="/import/$kind" params={{ kind: 'products' }}>
              {t.common.import}
            </Link>
            {add}
          </>
        )}
      </ViewHead>
      <div className="parts-view-body">
        <search className="parts-filters">
          <SearchBox
            label={texts.search}
            placeholder={texts.searchPlaceholder}
            value={q ?? ''}
            onChange={setQ}
          />
          {isStaff &&
            (Object.keys(FILTERS) as FilterName[]).map((key) => (
              <button
                key={key}
                type="button"
                className="parts-chip"
                aria-pressed={key === filter}
                onClick={() =>
                  void navigate({
                    to: '/products',
                    search: { q, show: key === 'active' ? undefined : key },
                  })
                }
              >
                {texts.filters[key]}
              </button>
            ))}
        </search>
        <div className="parts-panel">
          <List<Product>
            isMain
            label={t.common.products}
            queryKey={['catalog', 'products', filter, q ?? '']}
            load={(page, options) =>
              client.products.list(
                { ...page, ...FILTERS[filter].query, ...(q ? { q } : {}) },
                options,
              )
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
              filter === 'active' && q === undefined ? (
                <Empty title={texts.empty.title}>
                  {isStaff && <p className="parts-soft">{texts.empty.help}</p>}
                  {isStaff && add}
                </Empty>
              ) : (
                FILTERS[filter].empty
              )
            }
          />
        </div>
      </div>
      {isAdding && <ProductDialog onClose={() => setAdding(false)} onSaved={open} />}
    </>
  )
}
