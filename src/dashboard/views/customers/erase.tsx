// Forgetting a person: what goes and what stays is said before, because nothing brings it back. While
// an order of theirs is open it is refused, and the dialog leads to those orders.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Customer, Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { calledOf } from './index.tsx'

interface EraseDialogProps {
  customer: Customer
  onClose: () => void
}

/** As many as fit; when they are done the rest is shown. */
const SHOWN = 10

export function EraseDialog({ customer, onClose }: EraseDialogProps) {
  const cache = useQueryClient()
  const { id } = customer
  const called = calledOf(customer)
  const {
    data: open,
    error,
    refetch,
  } = useQuery({
    queryKey: ['orders', 'of', id, 'open'],
    queryFn: ({ signal }) =>
      client.orders.list(
        { customer_id: id, status: 'draft,pending,confirmed', limit: SHOWN },
        { signal },
      ),
    staleTime: 0,
  })

  async function send(): Promise<void> {
    try {
      cache.setQueryData(['customers', id], await client.customers.erase(id))
    } finally {
      // Also after a refusal: an order may have come in meanwhile.
      void cache.invalidateQueries({ queryKey: ['orders'] })
    }
    void cache.invalidateQueries({ queryKey: ['customers'] })
    notify(`${called} is erased`)
  }

  return (
    <CommandDialog
      title={`Erase ${called}?`}
      yes="Erase for good"
      tone="stop"
      send={send}
      onClose={onClose}
      isReady={open?.items.length === 0}
    >
      {() => {
        if (open !== undefined) {
          return open.items.length > 0 ? (
            <Obstacles orders={open.items} isMore={open.next_cursor !== null} />
          ) : (
            <Consequences hasAccount={customer.user_id !== null} />
          )
        }
        return error === null ? (
          <Bones lines={4} />
        ) : (
          <Failure error={error} what="orders" onRetry={() => void refetch()} />
        )
      }}
    </CommandDialog>
  )
}

function Obstacles({ orders, isMore }: { orders: readonly Order[]; isMore: boolean }) {
  return (
    <>
      <p>
        {orders.length === 1 ? 'An order of theirs is' : 'Orders of theirs are'} still open.
        Complete or cancel first:
      </p>
      <ul className="parts-row parts-row-wrap customers-obstacles">
        {orders.map((order) => (
          <li key={order.id}>
            <Link to="/orders/$id" params={{ id: order.id }}>
              {nameOf(order)}
            </Link>
          </li>
        ))}
        {isMore && <li className="parts-soft">and more</li>}
      </ul>
    </>
  )
}

const Consequences = ({ hasAccount }: { hasAccount: boolean }) => (
  <>
    <div>
      <h3>What is taken out</h3>
      <ul className="parts-points">
        <li>their name, e-mail, phone, addresses, tags and the note about them</li>
        <li>
          the same on each of their orders, with notes, reasons, metadata, tracking numbers and
          titles that were written for the order
        </li>
        {hasAccount && <li>their account: it is closed, and signed out everywhere</li>}
        <li>whatever names them in the log</li>
      </ul>
    </div>
    <div>
      <h3>What stays</h3>
      <ul className="parts-points">
        <li>orders with their numbers, goods, amounts and times, which the books need</li>
        <li>backups and exports that were made before</li>
      </ul>
    </div>
    <p className="parts-notice" data-tone="stop">
      It cannot be undone.
    </p>
  </>
)
