// The customer and the shipping address of a new order. A customer of the shop brings an address along; a guest
// needs an e-mail address only.

import type { Dispatch } from 'react'
import { useState } from 'react'
import { addressText } from '#dashboard/lib/address.ts'
import { t } from '#dashboard/lib/texts.ts'
import { AddressFields, filled } from '#dashboard/parts/address-fields.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { CustomerPicker } from '#dashboard/parts/order/customer-picker.tsx'
import type { Change, Draft } from './draft.ts'

const texts = t.newOrder

interface RecipientProps {
  draft: Draft
  change: Dispatch<Change>
  problemOf: (path: string) => string | undefined
  isStaff: boolean
}

export function Recipient({ draft, change, problemOf, isStaff }: RecipientProps) {
  const [isEditing, setEditing] = useState(false)
  const address = filled(draft.address)
  return (
    <section className="parts-panel" aria-label={t.common.customer}>
      <header className="parts-panel-head">
        <h2>{isStaff ? t.common.customer : texts.delivery}</h2>
        {draft.customer !== null && (
          <Button
            size="small"
            tone="quiet"
            onClick={() => change({ type: 'choose', customer: null })}
          >
            {texts.changeCustomer}
          </Button>
        )}
      </header>
      <div className="parts-panel-body parts-stack">
        {isStaff &&
          (draft.customer === null ? (
            <CustomerFields draft={draft} change={change} problemOf={problemOf} />
          ) : (
            <div>
              <div className="parts-strong">{draft.customer.name ?? draft.customer.email}</div>
              <div className="parts-small parts-soft">{draft.customer.email}</div>
            </div>
          ))}
        <div className="parts-row">
          <h3>{texts.shippingAddress}</h3>
          <span className="parts-push">
            <Button size="small" tone="quiet" onClick={() => setEditing(!isEditing)}>
              {isEditing ? texts.doneAddress : address === null ? texts.addAddress : t.common.edit}
            </Button>
          </span>
        </div>
        {isEditing ? (
          <AddressFields
            address={draft.address}
            onChange={(edited) => change({ type: 'set', fields: { address: edited } })}
            problemOf={(name) => problemOf(`shipping_address.${name}`)}
          />
        ) : address === null ? (
          <span className="parts-faint">{texts.noAddress}</span>
        ) : (
          <address className="parts-address parts-prose">{addressText(address)}</address>
        )}
      </div>
    </section>
  )
}

const CustomerFields = ({ draft, change, problemOf }: Omit<RecipientProps, 'isStaff'>) => (
  <>
    <CustomerPicker onPick={(customer) => change({ type: 'choose', customer })} />
    <TextField
      label={texts.email}
      type="email"
      inputMode="email"
      value={draft.email}
      onChange={(email) => change({ type: 'set', fields: { email: email.trim() } })}
      problem={problemOf('email')}
    />
  </>
)
