// One order, whole: what it is made of, how its totals come about, what happened to money and goods,
// who changed what. Its steps are offered where they can be taken; what another window or person does
// appears by itself.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { OrderContext, useOrder } from '#dashboard/parts/order/context.ts'
import { OrderLink } from '#dashboard/parts/order/order-link.tsx'
import { STEPS, summaryOf } from '#dashboard/parts/order/steps.ts'
import { takeNow } from '#dashboard/parts/order/take-step.ts'
import { Absent, Bones, Failure } from '#dashboard/parts/states.tsx'
import { DISPLAY, FULFILLMENT, PAYMENT, RETURN, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { Fulfillments } from '#dashboard/views/order-detail/parcels/index.tsx'
import { Payments } from '#dashboard/views/order-detail/payments/index.tsx'
import { Returns } from '#dashboard/views/order-detail/returns/index.tsx'
import { Person } from './customer.tsx'
import { Back, Head } from './head.tsx'
import { Lines } from './lines.tsx'
import { MetadataPanel } from './metadata.tsx'
import { Notes } from './notes.tsx'
import { Tags } from './tags.tsx'
import { Timeline } from './timeline.tsx'

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
    // null: deleted while it was looked at.
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
        <ViewHead title="Order" name="Order" before={<Back />} />
        <div className="parts-view-body">
          {order === null ? (
            <Absent what="order" />
          ) : error === null ? (
            <Outline />
          ) : (
            <Failure error={error} what="order" onRetry={() => void refetch()} />
          )}
        </div>
      </>
    )
  }
  return (
    <OrderContext value={context}>
      <Head />
      <div className="parts-view-body">
        <Facts />
        <div className="parts-order">
          <div>
            <Lines />
            <Payments />
            <Fulfillments />
            <Returns />
          </div>
          <div className="order-detail-side">
            <Person />
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

/** Where everything will be. */
const Outline = () => (
  <div className="parts-order">
    <div className="parts-panel parts-panel-body">
      <Bones lines={10} />
    </div>
    <div className="parts-panel parts-panel-body" aria-hidden="true">
      <Bones lines={5} />
    </div>
  </div>
)

function Facts() {
  const { order, take, isStaff } = useOrder()
  const { attention, attention_reason, hold_reason, on_hold } = order
  return (
    <>
      {attention === true && (
        <p className="parts-notice order-detail-notice parts-row parts-row-wrap" data-tone="stop">
          <span>
            <strong>Needs attention.</strong> {attention_reason}
          </span>
          {isStaff && (
            <span className="parts-push">
              <Button
                size="small"
                onClick={() => void takeNow(summaryOf(order), 'resolve', { onDone: take })}
              >
                {STEPS.resolve.label}
              </Button>
            </span>
          )}
        </p>
      )}
      {on_hold && (
        <p className="parts-notice order-detail-notice parts-row parts-row-wrap" data-tone="wait">
          <span>
            <strong>On hold.</strong> {hold_reason ?? (isStaff ? 'Nobody said why.' : null)}
          </span>
        </p>
      )}
      <dl className="order-detail-summary">
        <div>
          <dt>Status</dt>
          <dd>
            <Status words={DISPLAY} value={order.display_status} />
          </dd>
        </div>
        <div>
          <dt>Payment</dt>
          <dd>
            <Status words={PAYMENT} value={order.payment_status} />
          </dd>
        </div>
        <div>
          <dt>Fulfillment</dt>
          <dd>
            <Status words={FULFILLMENT} value={order.fulfillment_status} />
          </dd>
        </div>
        {order.return_status !== 'none' && (
          <div>
            <dt>Return</dt>
            <dd>
              <Status words={RETURN} value={order.return_status} />
            </dd>
          </div>
        )}
        <div>
          <dt>{order.placed_at === null ? 'Created' : 'Placed'}</dt>
          <dd>
            <Time at={order.placed_at ?? order.created_at} />
          </dd>
        </div>
        {order.expires_at !== null && order.status === 'pending' && (
          <div>
            <dt>Stock is held</dt>
            <dd>
              until <Time at={order.expires_at} />
            </dd>
          </div>
        )}
        {order.cancel_reason !== null && (
          <div>
            <dt>Cancelled because</dt>
            <dd>{CANCELLED[order.cancel_reason]}</dd>
          </div>
        )}
        {order.origin_order_id !== null && (
          <div>
            <dt>Made from</dt>
            <dd>
              <OrderLink id={order.origin_order_id} />
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}

const CANCELLED: Readonly<Record<NonNullable<Order['cancel_reason']>, string>> = {
  customer: 'the customer asked',
  declined: 'the payment was declined',
  fraud: 'of fraud',
  inventory: 'it was not in stock',
  staff: 'of our mistake',
  expired: 'it expired',
  other: 'of something else',
}
