// The head of the order's page: its name, the most likely next step as a button, and the other allowed steps
// in a menu.

import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { CancelDialog } from '#dashboard/parts/order/cancel.tsx'
import { isAllowed, useOrder } from '#dashboard/parts/order/context.ts'
import { nameOf, type StepName } from '#dashboard/parts/order/steps.ts'
import { takeNow } from '#dashboard/parts/order/take-step.ts'
import { useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { EditDialog } from '#dashboard/views/order-detail/edit/index.tsx'
import { HoldDialog } from './hold.tsx'

const texts = t.orderDetail.head

export const Back = () => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to="/orders"
    aria-label={texts.allOrders}
  >
    <Icon name="back" />
  </Link>
)

/** The first that is offered gets the main button. */
const NEXT: readonly StepName[] = ['place', 'confirm', 'release', 'deliver', 'complete']
const OTHERS: readonly StepName[] = ['reopen', 'resolve', 'archive', 'unarchive']

type Open = 'cancel' | 'edit' | 'hold' | null

export function Head() {
  const { order, take, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const navigate = useNavigate()
  const cache = useQueryClient()
  // An order before its confirmation is cancelled or deleted, not archived.
  const isEarly = order.status === 'draft' || order.status === 'pending'
  const may = (name: Order['allowed'][number]) =>
    isAllowed(order, name) && !(isEarly && name === 'archive')
  const offered = [...NEXT, ...OTHERS].filter(may)
  const next = NEXT.find(may)
  const run = (name: StepName) => void takeNow(order, name, { onDone: take })
  const close = () => setOpen(null)

  async function duplicate(): Promise<void> {
    try {
      const copy = await client.orders.duplicate(order.id)
      cache.setQueryData(['order', copy.id], copy)
      notify(texts.duplicated(nameOf(order)))
      await navigate({ to: '/orders/$id', params: { id: copy.id } })
    } catch (error) {
      notifyRefusal(texts.duplicate, error)
    }
  }

  async function remove(): Promise<void> {
    const isConfirmed = await confirm({
      title: texts.deleteDialog.title,
      body: texts.deleteDialog.body,
      confirmLabel: texts.deleteDialog.confirm,
      tone: 'stop',
    })
    if (!isConfirmed) return
    try {
      await client.orders.delete(order.id)
      notify(texts.deleteDialog.done)
      await navigate({ to: '/orders' })
    } catch (error) {
      notifyRefusal(texts.deleteDialog.failed, error)
    }
  }

  const isEditable = may('edit')
  const print = (kind: 'packing-slip' | 'invoice') =>
    void navigate({ to: `/orders/$id/${kind}`, params: { id: order.id } })

  const items = (): MenuItem[] => [
    ...(isEditable ? [{ label: texts.edit, run: () => setOpen('edit') }] : []),
    ...(may('hold') ? [{ label: texts.hold, run: () => setOpen('hold') }] : []),
    ...offered
      .filter((name) => name !== next)
      .map((name) => ({ label: t.orderParts.steps[name].label, run: () => run(name) })),
    ...(isStaff ? [{ label: texts.duplicate, run: () => void duplicate() }] : []),
    { label: texts.packingSlip, startsGroup: true, run: () => print('packing-slip') },
    { label: texts.invoice, run: () => print('invoice') },
    {
      label: texts.trackingPage,
      run: () => void window.open(`/track/${order.tracking_token}`, '_blank', 'noopener'),
    },
    ...(may('cancel')
      ? [
          {
            label: texts.cancel,
            tone: 'stop' as const,
            startsGroup: true,
            run: () => setOpen('cancel'),
          },
        ]
      : []),
    ...(may('delete')
      ? [
          {
            label: texts.deleteDraft,
            tone: 'stop' as const,
            startsGroup: true,
            run: () => void remove(),
          },
        ]
      : []),
  ]
  useShortcut('e', texts.editShortcut, () => {
    if (isEditable) setOpen('edit')
  })
  return (
    <>
      <ViewHead
        before={<Back />}
        name={texts.order(nameOf(order))}
        title={<span className="parts-tabular">{texts.order(nameOf(order))}</span>}
      >
        {isEditable && (
          <span className="parts-hide-phone">
            <Button onClick={() => setOpen('edit')}>{t.common.edit}</Button>
          </span>
        )}
        <Menu label={texts.more} size="icon" items={items}>
          <Icon name="more" />
        </Menu>
        {next !== undefined && (
          <span className="order-detail-next-step">
            <Button tone="main" onClick={() => run(next)}>
              {t.orderParts.steps[next].label}
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
