// The customer that an order belongs to. Staff assign a guest's order to a customer and undo it; an order
// that belongs to an account stays with its customer.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Customer } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { CustomerPicker } from '#dashboard/parts/order/customer-picker.tsx'
import { FieldsDialog } from './fields-dialog.tsx'

const texts = t.orderDetail.customerLink

export function CustomerLink() {
  const { order } = useOrder()
  const [open, setOpen] = useState<'assign' | 'unassign' | null>(null)
  const { customer_id, customer_joined } = order
  const close = () => setOpen(null)
  return (
    <p className="parts-row parts-row-wrap">
      {customer_id !== null && (
        <>
          <Link to="/customers/$id" params={{ id: customer_id }}>
            {texts.profile}
          </Link>
          <Link to="/orders" search={{ customer_id }}>
            {texts.allOrders}
          </Link>
        </>
      )}
      {customer_id === null && (
        <Button size="small" onClick={() => setOpen('assign')}>
          {texts.assign}
        </Button>
      )}
      {customer_joined === true && (
        <Button size="small" tone="quiet" onClick={() => setOpen('unassign')}>
          {texts.unassign}
        </Button>
      )}
      {open === 'assign' && <AssignDialog onClose={close} />}
      {open === 'unassign' && (
        <FieldsDialog title={texts.unassign} fields={{ customer_id: null }} onClose={close}>
          {() => <p>{texts.unassignText}</p>}
        </FieldsDialog>
      )}
    </p>
  )
}

function AssignDialog({ onClose }: { onClose: () => void }) {
  const [customer, setCustomer] = useState<Customer | null>(null)
  return (
    <FieldsDialog
      title={texts.assign}
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
                  {t.common.change}
                </Button>
              </span>
            </div>
          )}
          {form.problemOf('customer_id') !== undefined && (
            <p className="parts-problem">{form.problemOf('customer_id')}</p>
          )}
          <p className="parts-small parts-soft">{texts.assignText}</p>
        </>
      )}
    </FieldsDialog>
  )
}
