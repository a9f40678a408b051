// The customer of an order: contact, addresses, note and personal data.

import { useState } from 'react'
import type { Address, Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { t } from '#dashboard/lib/texts.ts'
import { AddressFields, filled } from '#dashboard/parts/address-fields.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { TextArea, TextField } from '#dashboard/parts/form.tsx'
import { isAllowed, useOrder } from '#dashboard/parts/order/context.ts'
import { CustomerLink } from './customer-link.tsx'
import { FieldsDialog } from './fields-dialog.tsx'
import { GuestData } from './guest-data.tsx'
import type { Fields } from './save-fields.ts'

const texts = t.orderDetail.customer

type Open = 'contact' | 'shipping_address' | 'billing_address' | null

export function Customer() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const canChange = isAllowed(order, 'update')
  return (
    <section className="parts-panel" aria-label={t.common.customer}>
      <header className="parts-panel-head">
        <h2>{t.common.customer}</h2>
        {canChange && (
          <Button size="small" tone="quiet" onClick={() => setOpen('contact')}>
            {t.common.change}
          </Button>
        )}
      </header>
      <div className="parts-panel-body parts-stack">
        <dl className="parts-details">
          <dt>{t.common.email}</dt>
          <dd>
            {order.email === null ? (
              <span className="parts-faint">{texts.noEmail}</span>
            ) : (
              <a href={`mailto:${order.email}`}>{order.email}</a>
            )}
          </dd>
          {order.phone !== null && (
            <>
              <dt>{t.common.phone}</dt>
              <dd>{order.phone}</dd>
            </>
          )}
          {order.external_id !== null && (
            <>
              <dt>{order.external_source ?? texts.externalId}</dt>
              <dd className="parts-mono">{order.external_id}</dd>
            </>
          )}
        </dl>
        {isStaff && <CustomerLink />}
        {order.customer_note !== null && (
          <p className="parts-notice">
            <span className="parts-small parts-soft">{texts.note}</span>
            <br />
            {order.customer_note}
          </p>
        )}
        <AddressBlock
          title={texts.shippingAddress}
          address={order.shipping_address}
          onChange={canChange ? () => setOpen('shipping_address') : null}
        />
        <AddressBlock
          title={texts.billingAddress}
          address={order.billing_address}
          onChange={canChange ? () => setOpen('billing_address') : null}
        />
        {isStaff && order.customer_id === null && <GuestData />}
      </div>
      {open === 'contact' && <ContactDialog onClose={close} />}
      {(open === 'shipping_address' || open === 'billing_address') && (
        <AddressDialog field={open} onClose={close} />
      )}
    </section>
  )
}

interface AddressBlockProps {
  title: string
  address: Address | null
  onChange: (() => void) | null
}

function AddressBlock({ title, address, onChange }: AddressBlockProps) {
  const label = address === null ? t.common.add : t.common.change
  return (
    <div>
      <div className="parts-row">
        <h3>{title}</h3>
        {onChange !== null && (
          <span className="parts-push">
            <Button size="small" tone="quiet" onClick={onChange} aria-label={`${label}: ${title}`}>
              {label}
            </Button>
          </span>
        )}
      </div>
      {address === null ? (
        <span className="parts-faint">{texts.noAddress}</span>
      ) : (
        <address className="parts-address">{addressText(address)}</address>
      )}
    </div>
  )
}

/** The fields that differ from the order. */
function changed(before: Order, after: Fields): Fields {
  const names = Object.keys(after) as (keyof Fields)[]
  return Object.fromEntries(
    names
      .filter((name) => (after[name] ?? null) !== (before[name] ?? null))
      .map((name) => [name, after[name]]),
  )
}

function ContactDialog({ onClose }: { onClose: () => void }) {
  const { order, isStaff } = useOrder()
  const [base] = useState(order)
  const [email, setEmail] = useState(order.email ?? '')
  const [phone, setPhone] = useState(order.phone ?? '')
  const [note, setNote] = useState(order.customer_note ?? '')
  const fields = changed(base, {
    ...(isStaff ? { email: email || null } : {}),
    phone: phone || null,
    customer_note: note || null,
  })
  return (
    <FieldsDialog title={texts.contact} fields={fields} onClose={onClose}>
      {(form) => (
        <>
          {isStaff && (
            <TextField
              label={t.common.email}
              type="email"
              value={email}
              onChange={setEmail}
              problem={form.problemOf('email')}
              hasFocus
            />
          )}
          <TextField
            label={t.common.phone}
            inputMode="tel"
            value={phone}
            onChange={setPhone}
            problem={form.problemOf('phone')}
          />
          <TextArea
            label={texts.note}
            value={note}
            onChange={setNote}
            problem={form.problemOf('customer_note')}
          />
        </>
      )}
    </FieldsDialog>
  )
}

interface AddressDialogProps {
  field: 'shipping_address' | 'billing_address'
  onClose: () => void
}

function AddressDialog({ field, onClose }: AddressDialogProps) {
  const { order } = useOrder()
  const [base] = useState(order)
  const [address, setAddress] = useState<Address>(order[field] ?? {})
  return (
    <FieldsDialog
      title={field === 'shipping_address' ? texts.shippingAddress : texts.billingAddress}
      fields={isSame(address, base[field]) ? {} : { [field]: filled(address) }}
      onClose={onClose}
    >
      {(form) => (
        <AddressFields
          address={address}
          onChange={setAddress}
          problemOf={(name) => form.problemOf(`${field}.${name}`)}
        />
      )}
    </FieldsDialog>
  )
}

const isSame = (a: Address, b: Address | null): boolean =>
  addressKey(filled(a)) === addressKey(filled(b ?? {}))

const addressKey = (address: Address | null): string =>
  JSON.stringify(Object.entries(address ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)))
