// Which customer an order belongs to. Staff join a guest's order to one, and part it again; an order
// that an account sees stays with its customer.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Customer } from '#client/index.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { CustomerPicker } from '#dashboard/parts/order/customer-picker.tsx'
import { FieldsDialog } from './fields-dialog.tsx'

export function CustomerOfOrder() {
  const { order } = useOrder()
  const [open, setOpen] = useState<'join' | 'part' | null>(null)
  const { customer_id, customer_joined } = order
  const close = () => setOpen(null)
  return (
    <p className="parts-row parts-row-wrap">
      {customer_id !== null && (
        <>
          <Link to="/customers/$id" params={{ id: customer_id }}>
            Their profile
          </Link>
          <Link to="/orders" search={{ customer_id }}>
            All their orders
          </Link>
        </>
      )}
      {customer_id === null && (
        <Button size="small" onClick={() => setOpen('join')}>
          Join to a customer
        </Button>
      )}
      {customer_joined === true && (
        <Button size="small" tone="quiet" onClick={() => setOpen('part')}>
          Part from the customer
        </Button>
      )}
      {open === 'join' && <JoinDialog onClose={close} />}
      {open === 'part' && (
        <FieldsDialog title="Part from the customer" fields={{ customer_id: null }} onClose={close}>
          {() => <p>The order becomes a guest's again.</p>}
        </FieldsDialog>
      )}
    </p>
  )
}

function JoinDialog({ onClose }: { onClose: () => void }) {
  const [customer, setCustomer] = useState<Customer | null>(null)
  return (
    <FieldsDialog
      title="Join to a customer"
      fields={customer === null ? {} : { customer_id: customer.id }}
      isReady={customer !== null}
      onClose={onClose}
    >
      {(form) => (
        <>
          {customer === null ? (
            <CustomerPicker onPick={setCustomer} hasFocus />
          ) : (
            <div className="parts-row">
              <div>
                <div className="parts-strong">{customer.name ?? customer.email}</div>
                <div className="parts-small parts-soft">{customer.email}</div>
              </div>
              <span className="parts-push">
                <Button size="small" tone="quiet" onClick={() => setCustomer(null)}>
                  Change
                </Button>
              </span>
            </div>
          )}
          {form.problemOf('customer_id') !== undefined && (
            <p className="parts-problem">{form.problemOf('customer_id')}</p>
          )}
          <p className="parts-small parts-soft">
            The order counts among this customer's. Their account does not see it until it has
            proved the e-mail of the order.
          </p>
        </>
      )}
    </FieldsDialog>
  )
}
