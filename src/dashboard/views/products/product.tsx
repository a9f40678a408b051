// The page of a product: its details, its stock by location, and its movements.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveStock } from '#dashboard/lib/live-products.ts'
import { countText, Money, rateText } from '#dashboard/lib/money.tsx'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Available } from '#dashboard/parts/available.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { AdjustDialog } from './adjust.tsx'

import { ProductDialog } from './form.tsx'
import { Levels } from './levels.tsx'
import { MovementList } from './movements.tsx'

const texts = t.products
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
        <ViewHead title={t.common.product} name={t.common.product} before={<Back />} />
        <div className="parts-view-body">
          {error === null ? (
            <Skeleton lines={8} />
          ) : (
            <Failure error={error} name={t.common.product} onRetry={() => void refetch()} />
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
              <section className="parts-panel" aria-label={texts.movements}>
                <header className="parts-panel-head">
                  <h2>{texts.movements}</h2>
                </header>
                <MovementList sku={product.sku} />
              </section>
            )}
            {!isStaff && product.description !== null && (
              <p className="parts-panel parts-panel-body parts-prose">{product.description}</p>
            )}
          </div>
          <div>
            <Details product={product} isStaff={isStaff} />
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
    aria-label={texts.all}
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
  useShortcut('e', texts.editShortcut, () => setOpen(isStaff ? 'edit' : null))

  async function setActive(isActive: boolean): Promise<void> {
    try {
      take(await client.products.update(product.id, { active: isActive }))
      notify((isActive ? texts.activatedToast : texts.archivedToast)(product.title), {
        action: { label: t.common.undo, run: () => void setActive(!isActive) },
      })
    } catch (error) {
      notifyRefusal(product.title, error)
    }
  }

  async function remove(): Promise<void> {
    const isConfirmed = await confirm({
      title: texts.confirmDelete.title(product.title),
      body: texts.confirmDelete.body,
      confirmLabel: texts.confirmDelete.confirm,
      tone: 'stop',
    })
    if (!isConfirmed) return
    try {
      await client.products.delete(product.id)
      notify(texts.removed(product.title))
      void cache.invalidateQueries({ queryKey: ['catalog'] })
      await navigate({ to: '/products' })
    } catch (error) {
      notifyRefusal(texts.notRemoved, error)
    }
  }

  return (
    <>
      <ViewHead name={product.title} title={product.title} before={<Back />}>
        {isStaff && (
          <>
            <span className="parts-hide-phone">
              <Button onClick={() => setOpen('edit')}>{t.common.edit}</Button>
            </span>
            {product.track_stock && (
              <Button tone="main" onClick={() => setOpen('adjust')}>
                {texts.adjust.action}
              </Button>
            )}
            <Menu
              label={texts.more}
              size="icon"
              items={() => [
                { label: texts.editMenu, run: () => setOpen('edit') },
                product.active
                  ? { label: texts.archive, run: () => void setActive(false) }
                  : { label: texts.activate, run: () => void setActive(true) },
                {
                  label: texts.delete,
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

function Details({ product, isStaff }: { product: Product; isStaff: boolean }) {
  const { backorder_limit = 0, low_stock_at } = product
  return (
    <section className="parts-panel" aria-label={texts.details.title}>
      <header className="parts-panel-head">
        <h2>{texts.details.title}</h2>
        {!product.active && <span className="parts-tag">{texts.archived}</span>}
      </header>
      <div className="parts-panel-body parts-stack">
        <dl className="parts-details">
          <dt>{t.common.sku}</dt>
          <dd className="parts-mono">{product.sku}</dd>
          <dt>{t.common.price}</dt>
          <dd>
            <Money minor={product.price} currency={product.currency} />
          </dd>
          <dt>{t.common.tax}</dt>
          <dd>{rateText(product.tax_rate_ppm)}</dd>
          {product.tax_class != null && (
            <>
              <dt>{t.common.taxClass}</dt>
              <dd>{product.tax_class}</dd>
            </>
          )}
          <dt>{texts.columns.available}</dt>
          <dd>
            <Available product={product} />
          </dd>
          {isStaff && product.track_stock && (
            <>
              <dt>{texts.details.lowAt}</dt>
              <dd>{low_stock_at == null ? texts.details.noLowAt : countText(low_stock_at)}</dd>
              <dt>{texts.details.oversell}</dt>
              <dd>
                {backorder_limit === 0 ? texts.details.noOversell : countText(backorder_limit)}
              </dd>
            </>
          )}
          <dt>{t.common.shipping}</dt>
          <dd>
            {product.requires_shipping ? texts.details.isShipped : texts.details.isNotShipped}
          </dd>
          {isStaff && (
            <>
              <dt>{texts.details.updated}</dt>
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
