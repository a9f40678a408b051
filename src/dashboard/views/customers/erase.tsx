// The dialog that erases a customer names beforehand which data is erased and which is kept. An open order
// prevents it, and the dialog links to those orders.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Customer, Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { displayNameOf } from './display-name.ts'

interface EraseDialogProps {
  customer: Customer
  onClose: () => void
}

const texts = t.customers.erase
/** The dialog has room for these; the others follow when these are closed. */
const MAX_ORDERS = 10

export function EraseDialog({ customer, onClose }: EraseDialogProps) {
  const cache = useQueryClient()
  const { id } = customer
  const name = displayNameOf(customer)
  const {
    data: open,
    error,
    refetch,
  } = useQuery({
    queryKey: ['orders', 'of', id, 'open'],
    queryFn: ({ signal }) =>
      client.orders.list(
        { customer_id: id, status: 'draft,pending,confirmed', limit: MAX_ORDERS },
        { signal },
      ),
    staleTime: 0,
  })

  async function send(): Promise<void> {
    try {
      cache.setQueryData(['customers', id], await client.customers.erase(id))
    } finally {
      // Also after a refusal: its reason may be a new order.
      void cache.invalidateQueries({ queryKey: ['orders'] })
    }
    void cache.invalidateQueries({ queryKey: ['customers'] })
    notify(texts.done(name))
  }

  return (
    <CommandDialog
      title={texts.title(name)}
      confirmLabel={texts.confirm}
      tone="stop"
      send={send}
      onClose={onClose}
      isReady={open?.items.length === 0}
    >
      {() => {
        if (open !== undefined) {
          return open.items.length > 0 ? (
            <OpenOrders orders={open.items} isMore={open.next_cursor !== null} />
          ) : (
            <Consequences hasAccount={customer.user_id !== null} />
          )
        }
        return error === null ? (
          <Skeleton lines={4} />
        ) : (
          <Failure error={error} name={t.common.orders} onRetry={() => void refetch()} />
        )
      }}
    </CommandDialog>
  )
}

function OpenOrders({ orders, isMore }: { orders: readonly Order[]; isMore: boolean }) {
  return (
    <>
      <p>{texts.open(orders.length)}</p>
      <ul className="parts-row parts-row-wrap customers-open-orders">
        {orders.map((order) => (
          <li key={order.id}>
            <Link to="/orders/$id" params={{ id: order.id }}>
              {nameOf(order)}
            </Link>
          </li>
        ))}
        {isMore && <li className="parts-soft">{texts.more}</li>}
      </ul>
    </>
  )
}

const Consequences = ({ hasAccount }: { hasAccount: boolean }) => (
  <>
    <div>
      <h3>{texts.erased}</h3>
      <ul className="parts-points">
        <li>{texts.erasedContact}</li>
        <li>{texts.erasedOrders}</li>
        {hasAccount && <li>{texts.erasedAccount}</li>}
        <li>{texts.erasedLog}</li>
      </ul>
    </div>
    <div>
      <h3>{texts.kept}</h3>
      <ul className="parts-points">
        <li>{texts.keptOrders}</li>
        <li>{texts.keptFiles}</li>
      </ul>
    </div>
    <p className="parts-notice" data-tone="stop">
      {texts.final}
    </p>
  </>
)
