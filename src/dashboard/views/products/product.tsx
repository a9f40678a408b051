// One product: what it is, where it lies, and how it came to be so many.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { countText, Money, rateText } from '#dashboard/lib/money.tsx'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { Available } from '#dashboard/parts/available.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { AdjustDialog } from './adjust.tsx'

import { ProductDialog } from './form.tsx'
import { Levels } from './levels.tsx'
import { MovementList } from './movements.tsx'

const route = getRouteApi('/signed-in/shell/products/$id')

export function ProductPage(): ReactNode {
  const { id } = route.useParams()
  const isStaff = useIsStaff()
  useLiveStock()
  const {
    data: product,
    error,
    refetch,
  } = useQuery({
    queryKey: ['catalog', 'product', id],
    queryFn: ({ signal }) => client.products.get(id, { signal }),
  })
  if (product === undefined) {
    return (
      <>
        <ViewHead title="Product" name="Product" before={<Back />} />
        <div className="parts-view-body">
          {error === null ? (
            <Bones lines={8} />
          ) : (
            <Failure error={error} what="product" onRetry={() => void refetch()} />
          )}
        </div>
      </>
    )
  }
  return (
    <>
      <Head product={product} isStaff={isStaff} />
      <div className="parts-view-body">
        <div className="parts-order">
          <div>
            {isStaff && product.track_stock && <Levels product={product} />}
            {isStaff && product.track_stock && (
              <section className="parts-panel" aria-label="Movements">
                <header className="parts-panel-head">
                  <h2>Movements</h2>
                </header>
                <MovementList sku={product.sku} />
              </section>
            )}
            {!isStaff && product.description !== null && (
              <p className="parts-panel parts-panel-body parts-prose">{product.description}</p>
            )}
          </div>
          <div>
            <Facts product={product} isStaff={isStaff} />
          </div>
        </div>
      </div>
    </>
  )
}

const Back = () => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to="/products"
    aria-label="All products"
  >
    <Icon name="back" />
  </Link>
)

type Open = 'edit' | 'adjust' | null

function Head({ product, isStaff }: { product: Product; isStaff: boolean }) {
  const [open, setOpen] = useState<Open>(null)
  const cache = useQueryClient()
  const navigate = useNavigate()
  const close = () => setOpen(null)
  const take = (after: Product) => {
    cache.setQueryData(['catalog', 'product', after.id], after)
    void cache.invalidateQueries({ queryKey: ['catalog'] })
  }
  useShortcut('e', 'Edit the product', () => setOpen(isStaff ? 'edit' : null))

  async function sell(isSold: boolean): Promise<void> {
    try {
      take(await client.products.update(product.id, { active: isSold }))
      notify(`${product.title} is ${isSold ? 'sold again' : 'no longer sold'}`, {
        action: { label: 'Undo', run: () => void sell(!isSold) },
      })
    } catch (error) {
      notifyRefusal(product.title, error)
    }
  }

  async function remove(): Promise<void> {
    const isMeant = await confirm({
      title: `Remove ${product.title}?`,
      body: 'If nobody ever ordered it, it is gone for good, with its stock and movements. If somebody did, it stays and is no longer sold.',
      yes: 'Remove the product',
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.products.delete(product.id)
      notify(`${product.title} is removed`)
      void cache.invalidateQueries({ queryKey: ['catalog'] })
      await navigate({ to: '/products' })
    } catch (error) {
      notifyRefusal('Not removed', error)
    }
  }

  return (
    <>
      <ViewHead name={product.title} title={product.title} before={<Back />}>
        {isStaff && (
          <>
            <span className="parts-hide-phone">
              <Button onClick={() => setOpen('edit')}>Edit</Button>
            </span>
            {product.track_stock && (
              <Button tone="main" onClick={() => setOpen('adjust')}>
                Adjust stock
              </Button>
            )}
            <Menu
              label="More about this product"
              size="icon"
              items={() => [
                { label: 'Edit…', run: () => setOpen('edit') },
                product.active
                  ? { label: 'Stop selling it', run: () => void sell(false) }
                  : { label: 'Sell it again', run: () => void sell(true) },
                {
                  label: 'Remove…',
                  tone: 'stop',
                  startsGroup: true,
                  run: () => void remove(),
                },
              ]}
            >
              <Icon name="more" />
            </Menu>
          </>
        )}
      </ViewHead>
      {open === 'edit' && <ProductDialog product={product} onClose={close} onSaved={take} />}
      {open === 'adjust' && <AdjustDialog product={product} onClose={close} />}
    </>
  )
}

function Facts({ product, isStaff }: { product: Product; isStaff: boolean }) {
  const { backorder_limit = 0, low_stock_at } = product
  return (
    <section className="parts-panel" aria-label="Facts">
      <header className="parts-panel-head">
        <h2>Facts</h2>
        {!product.active && <span className="parts-tag">Not sold</span>}
      </header>
      <div className="parts-panel-body parts-stack">
        <dl className="parts-details">
          <dt>SKU</dt>
          <dd className="parts-mono">{product.sku}</dd>
          <dt>Price</dt>
          <dd>
            <Money minor={product.price} currency={product.currency} />
          </dd>
          <dt>Tax</dt>
          <dd>{rateText(product.tax_rate_ppm)}</dd>
          {product.tax_class != null && (
            <>
              <dt>Tax class</dt>
              <dd>{product.tax_class}</dd>
            </>
          )}
          <dt>Available</dt>
          <dd>
            <Available product={product} />
          </dd>
          {isStaff && product.track_stock && (
            <>
              <dt>Low at</dt>
              <dd>{low_stock_at == null ? 'not watched' : countText(low_stock_at)}</dd>
              <dt>Beyond stock</dt>
              <dd>{backorder_limit === 0 ? 'none' : countText(backorder_limit)}</dd>
            </>
          )}
          <dt>Shipping</dt>
          <dd>{product.requires_shipping ? 'has to be shipped' : 'nothing to ship'}</dd>
          {isStaff && (
            <>
              <dt>Changed</dt>
              <dd>
                <Time at={product.updated_at} />
              </dd>
            </>
          )}
        </dl>
        {isStaff && product.description !== null && (
          <p className="parts-prose">{product.description}</p>
        )}
      </div>
    </section>
  )
}
