// The page of one order: lines, totals, payments, parcels, returns, customer, notes and timeline. Changes by
// others appear at once.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { isAllowed, OrderContext, useOrder } from '#dashboard/parts/order/context.ts'
import { OrderLink } from '#dashboard/parts/order/order-link.tsx'
import { takeNow } from '#dashboard/parts/order/take-step.ts'
import { Absent, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { DISPLAY, FULFILLMENT, ORDER_RETURNS, PAYMENT, Status } from '#dashboard/parts/status.tsx'
import { Time, useNow } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { Fulfillments } from '#dashboard/views/order-detail/parcels/index.tsx'
import { Payments } from '#dashboard/views/order-detail/payments/index.tsx'
import { Returns } from '#dashboard/views/order-detail/returns/index.tsx'
import { Customer } from './customer.tsx'
import { Back, Head } from './head.tsx'
import { Lines } from './lines.tsx'
import { MetadataPanel } from './metadata.tsx'
import { Notes } from './notes.tsx'
import { Tags } from './tags.tsx'
import { Timeline } from './timeline.tsx'

const texts = t.orderDetail.page

const route = getRouteApi('/signed-in/shell/orders/$id')

export function OrderPage(): ReactNode {
  const { id } = route.useParams()
  const cache = useQueryClient()
  const isStaff = useIsStaff()
  const {
    data: order,
    error,
    refetch,
  } = useQuery({
    queryKey: ['order', id],
    // null: deleted while the page is open.
    queryFn: ({ signal }): Promise<Order | null> => client.orders.get(id, { signal }),
  })
  const context = useMemo(
    () =>
      order && {
        order,
        isStaff,
        take: (after: Order) => {
          cache.setQueryData(['order', id], after)
          void cache.invalidateQueries({ queryKey: ['order', id, 'events'] })
          void cache.invalidateQueries({ queryKey: ['orders'] })
        },
      },
    [order, isStaff, cache, id],
  )
  if (context == null) {
    return (
      <>
        <ViewHead title={t.common.order} name={t.common.order} before={<Back />} />
        <div className="parts-view-body">
          {order === null ? (
            <Absent name={t.common.order} />
          ) : error === null ? (
            <Outline />
          ) : (
            <Failure error={error} name={t.common.order} onRetry={() => void refetch()} />
          )}
        </div>
      </>
    )
  }
  return (
    <OrderContext value={context}>
      <Head />
      <div className="parts-view-body">
        <Summary />
        <div className="parts-order">
          <div>
            <Lines />
            <Payments />
            <Fulfillments />
            <Returns />
          </div>
          <div className="order-detail-side">
            <Customer />
            {isStaff && <Tags />}
            <Notes />
            {isStaff && <MetadataPanel />}
          </div>
          <div className="order-detail-history">
            <Timeline />
          </div>
        </div>
      </div>
    </OrderContext>
  )
}

/** The shape of the page while it loads. */
const Outline = () => (
  <div className="parts-order">
    <div className="parts-panel parts-panel-body">
      <Skeleton lines={10} />
    </div>
    <div className="parts-panel parts-panel-body" aria-hidden="true">
      <Skeleton lines={5} />
    </div>
  </div>
)

function Summary() {
  const { order, take, isStaff } = useOrder()
  const now = useNow()
  const { attention, attention_reason, hold_reason, on_hold } = order
  return (
    <>
      {attention === true && (
        <p className="parts-notice order-detail-notice parts-row parts-row-wrap" data-tone="stop">
          <span>
            <strong>{texts.needsAttention}</strong> {attention_reason}
          </span>
          {isAllowed(order, 'resolve') && (
            <span className="parts-push">
              <Button size="small" onClick={() => void takeNow(order, 'resolve', { onDone: take })}>
                {t.orderParts.steps.resolve.label}
              </Button>
            </span>
          )}
        </p>
      )}
      {on_hold && (
        <p className="parts-notice order-detail-notice parts-row parts-row-wrap" data-tone="wait">
          <span>
            <strong>{texts.onHold}</strong> {hold_reason ?? (isStaff ? texts.noReason : null)}
          </span>
        </p>
      )}
      <dl className="order-detail-summary">
        <div>
          <dt>{t.common.status}</dt>
          <dd>
            <Status words={DISPLAY} value={order.display_status} />
          </dd>
        </div>
        <div>
          <dt>{t.common.payment}</dt>
          <dd>
            <Status words={PAYMENT} value={order.payment_status} />
          </dd>
        </div>
        <div>
          <dt>{t.common.fulfillment}</dt>
          <dd>
            <Status words={FULFILLMENT} value={order.fulfillment_status} />
          </dd>
        </div>
        {order.return_status !== 'none' && (
          <div>
            <dt>{t.common.return}</dt>
            <dd>
              <Status words={ORDER_RETURNS} value={order.return_status} />
            </dd>
          </div>
        )}
        <div>
          <dt>{order.placed_at === null ? texts.created : texts.placed}</dt>
          <dd>
            <Time at={order.placed_at ?? order.created_at} />
          </dd>
        </div>
        {order.expires_at !== null && order.status === 'pending' && (
          <div>
            <dt>{texts.expires}</dt>
            <dd>{texts.remaining(Date.parse(order.expires_at) - now)}</dd>
          </div>
        )}
        {order.cancel_reason !== null && (
          <div>
            <dt>{texts.cancelReason}</dt>
            <dd>{t.orderParts.cancelReasons[order.cancel_reason]}</dd>
          </div>
        )}
        {order.origin_order_id !== null && (
          <div>
            <dt>{texts.origin}</dt>
            <dd>
              <OrderLink id={order.origin_order_id} />
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}
