// One order, whole: what it is made of, how its totals come about, what happened to money and goods,
// who changed what. Its steps are offered where they can be taken; what another window or person does
// appears by itself.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { useShortcut } from '#dashboard/app/shortcuts.tsx'
import { ViewHead } from '#dashboard/app/view.tsx'
import { CancelDialog } from '#dashboard/orders/cancel.tsx'
import { isCancellable, nameOf, STEPS, type StepName, summaryOf } from '#dashboard/orders/steps.ts'
import { takeNow } from '#dashboard/orders/take-step.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { DISPLAY, FULFILLMENT, PAYMENT, RETURN, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { useIsStaff } from '#dashboard/session/store.ts'
import { OrderContext, useOrder } from './context.ts'
import { EditDialog } from './edit.tsx'
import { Fulfillments } from './fulfillments.tsx'
import { HoldDialog } from './hold.tsx'
import { Lines } from './lines.tsx'
import { Notes } from './notes.tsx'
import { Payments } from './payments.tsx'
import { Person } from './person.tsx'
import { Returns } from './returns.tsx'
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
    queryFn: ({ signal }) => client.orders.get(id, { signal }),
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
  if (context === undefined) {
    return (
      <>
        <ViewHead title="Order" name="Order" before={<Back />} />
        <div className="view-body">
          {error === null ? (
            <Bones lines={10} />
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
      <div className="view-body">
        <Facts />
        <div className="order">
          <div>
            <Lines />
            <Payments />
            <Fulfillments />
            <Returns />
            <Timeline />
          </div>
          <div>
            <Person />
            {isStaff && <Tags />}
            <Notes />
          </div>
        </div>
      </div>
    </OrderContext>
  )
}

const Back = () => (
  <Link className="button" data-tone="quiet" data-size="icon" to="/orders" aria-label="All orders">
    <Icon name="back" />
  </Link>
)

/** The step that most likely comes next, as a button of its own. */
const NEXT: readonly StepName[] = ['place', 'confirm', 'release', 'deliver', 'complete']
const OTHERS: readonly StepName[] = ['reopen', 'resolve', 'archive', 'unarchive']

type Open = 'cancel' | 'edit' | 'hold' | null

function Head() {
  const { order, take, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const navigate = useNavigate()
  const cache = useQueryClient()
  const summary = summaryOf(order)
  const next = NEXT.find((name) => STEPS[name].isOffered(summary))
  const run = (name: StepName) => void takeNow(summary, name, { onDone: take })
  const close = () => setOpen(null)

  async function duplicate(): Promise<void> {
    try {
      const copy = await client.orders.duplicate(order.id)
      cache.setQueryData(['order', copy.id], copy)
      notify(`A draft like ${nameOf(order)} is made`)
      await navigate({ to: '/orders/$id', params: { id: copy.id } })
    } catch (error) {
      notifyRefusal('No duplicate', error)
    }
  }

  async function remove(): Promise<void> {
    const isMeant = await confirm({
      title: 'Delete this draft?',
      body: 'It has no number, holds no stock and nobody paid for it. It is gone for good.',
      yes: 'Delete the draft',
      tone: 'stop',
    })
    if (!isMeant) return
    try {
      await client.orders.delete(order.id)
      notify('Draft deleted')
      await navigate({ to: '/orders' })
    } catch (error) {
      notifyRefusal('Not deleted', error)
    }
  }

  const isEditable = ['draft', 'pending', 'confirmed', 'completed'].includes(order.status)
  const paper = (kind: 'packing-slip' | 'invoice') =>
    void navigate({ to: `/orders/$id/${kind}`, params: { id: order.id } })

  const items = (): MenuItem[] => [
    ...(isStaff && isEditable ? [{ label: 'Edit…', run: () => setOpen('edit') }] : []),
    ...(isStaff && STEPS.hold.isOffered(summary)
      ? [{ label: 'Put on hold…', run: () => setOpen('hold') }]
      : []),
    ...[...NEXT.filter((name) => name !== next), ...OTHERS]
      .filter((name) => isStaff && STEPS[name].isOffered(summary))
      .map((name) => ({ label: STEPS[name].label, run: () => run(name) })),
    ...(isStaff ? [{ label: 'Duplicate as a draft', run: () => void duplicate() }] : []),
    { label: 'Packing slip', startsGroup: true, run: () => paper('packing-slip') },
    { label: 'Invoice', run: () => paper('invoice') },
    {
      label: 'Tracking page of the customer',
      run: () => void window.open(`/track/${order.tracking_token}`, '_blank', 'noopener'),
    },
    ...(isCancellable(summary)
      ? [
          {
            label: 'Cancel the order…',
            tone: 'stop' as const,
            startsGroup: true,
            run: () => setOpen('cancel'),
          },
        ]
      : []),
    ...(order.status === 'draft'
      ? [
          {
            label: 'Delete the draft…',
            tone: 'stop' as const,
            startsGroup: true,
            run: () => void remove(),
          },
        ]
      : []),
  ]
  useShortcut('e', 'Edit the order', () => {
    if (isStaff && isEditable) setOpen('edit')
  })
  return (
    <>
      <ViewHead
        before={<Back />}
        name={`Order ${nameOf(order)}`}
        title={<span className="tabular">Order {nameOf(order)}</span>}
      >
        {isStaff && isEditable && (
          <span className="hide-phone">
            <Button onClick={() => setOpen('edit')}>Edit</Button>
          </span>
        )}
        {isStaff && next !== undefined && (
          <Button tone="main" onClick={() => run(next)}>
            {STEPS[next].label}
          </Button>
        )}
        <Menu label="More about this order" size="icon" items={items}>
          <Icon name="more" />
        </Menu>
      </ViewHead>
      {open === 'cancel' && <CancelDialog order={order} onClose={close} onDone={take} />}
      {open === 'edit' && <EditDialog onClose={close} />}
      {open === 'hold' && <HoldDialog onClose={close} />}
    </>
  )
}

function Facts() {
  const { order } = useOrder()
  const { attention, attention_reason, hold_reason, on_hold } = order
  return (
    <>
      {attention === true && (
        <p className="notice order-notice" data-tone="stop">
          <strong>Needs attention.</strong> {attention_reason}
        </p>
      )}
      {on_hold && (
        <p className="notice order-notice" data-tone="wait">
          <strong>On hold.</strong> {hold_reason ?? 'Nobody said why.'}
        </p>
      )}
      <dl className="order-facts">
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
        {order.origin_order_id !== null && (
          <div>
            <dt>Made from</dt>
            <dd>
              <Link to="/orders/$id" params={{ id: order.origin_order_id }}>
                another order
              </Link>
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}
