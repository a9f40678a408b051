// The head of the order's page: its name, the step that most likely comes next, and all others that can
// be taken, in a menu. What cannot be taken is not offered.

import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { CancelDialog } from '#dashboard/parts/order/cancel.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import {
  isCancellable,
  nameOf,
  STEPS,
  type StepName,
  summaryOf,
} from '#dashboard/parts/order/steps.ts'
import { takeNow } from '#dashboard/parts/order/take-step.ts'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { EditDialog } from '#dashboard/views/order-detail/edit/index.tsx'
import { HoldDialog } from './hold.tsx'

export const Back = () => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to="/orders"
    aria-label="All orders"
  >
    <Icon name="back" />
  </Link>
)

/** The step that most likely comes next, as a button of its own. */
const NEXT: readonly StepName[] = ['place', 'confirm', 'release', 'deliver', 'complete']
const OTHERS: readonly StepName[] = ['reopen', 'resolve', 'archive', 'unarchive']
/** Of their own orders. */
const CUSTOMERS: readonly StepName[] = ['place']

const isUntouched = ({ captured_total, fulfillments }: Order): boolean =>
  captured_total === 0 && fulfillments.every(({ status }) => status === 'cancelled')

/** Nothing may be on its way; a customer cancels what nobody paid for or packed. */
const mayCancel = (order: Order, isStaff: boolean): boolean =>
  isCancellable(summaryOf(order)) &&
  order.lines.every((line) => line.qty_shipped <= line.qty_returned) &&
  (isStaff || isUntouched(order))

type Open = 'cancel' | 'edit' | 'hold' | null

export function Head() {
  const { order, take, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const navigate = useNavigate()
  const cache = useQueryClient()
  const summary = summaryOf(order)
  const offered = (isStaff ? [...NEXT, ...OTHERS] : CUSTOMERS).filter((name) =>
    STEPS[name].isOffered(summary),
  )
  const next = offered.find((name) => NEXT.includes(name))
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
    ...offered
      .filter((name) => name !== next)
      .map((name) => ({ label: STEPS[name].label, run: () => run(name) })),
    ...(isStaff ? [{ label: 'Duplicate as a draft', run: () => void duplicate() }] : []),
    { label: 'Packing slip', startsGroup: true, run: () => paper('packing-slip') },
    { label: 'Invoice', run: () => paper('invoice') },
    {
      label: 'Tracking page of the customer',
      run: () => void window.open(`/track/${order.tracking_token}`, '_blank', 'noopener'),
    },
    ...(mayCancel(order, isStaff)
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
        title={<span className="parts-tabular">Order {nameOf(order)}</span>}
      >
        {isStaff && isEditable && (
          <span className="parts-hide-phone">
            <Button onClick={() => setOpen('edit')}>Edit</Button>
          </span>
        )}
        <Menu label="More about this order" size="icon" items={items}>
          <Icon name="more" />
        </Menu>
        {next !== undefined && (
          <span className="order-detail-next-step">
            <Button tone="main" onClick={() => run(next)}>
              {STEPS[next].label}
            </Button>
          </span>
        )}
      </ViewHead>
      {open === 'cancel' && <CancelDialog onClose={close} />}
      {open === 'edit' && <EditDialog onClose={close} />}
      {open === 'hold' && <HoldDialog onClose={close} />}
    </>
  )
}
