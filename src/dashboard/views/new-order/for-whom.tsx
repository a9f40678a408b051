// Whom the order is for and where it goes. A customer whom the shop knows brings their address along;
// for everybody else an e-mail address will do.

import type { Dispatch } from 'react'
import { useState } from 'react'
import { addressText } from '#dashboard/lib/address.ts'
import { AddressFields, filled } from '#dashboard/parts/address-fields.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { CustomerPicker } from '#dashboard/parts/order/customer-picker.tsx'
import type { Change, Draft } from './draft.ts'

interface ForWhomProps {
  draft: Draft
  change: Dispatch<Change>
  problemOf: (path: string) => string | undefined
  isStaff: boolean
}

export function ForWhom({ draft, change, problemOf, isStaff }: ForWhomProps) {
  const [isTyping, setTyping] = useState(false)
  const address = filled(draft.address)
  return (
    <section className="parts-panel" aria-label="Customer">
      <header className="parts-panel-head">
        <h2>{isStaff ? 'Customer' : 'Where it goes'}</h2>
        {draft.customer !== null && (
          <Button
            size="small"
            tone="quiet"
            onClick={() => change({ do: 'choose', customer: null })}
          >
            Somebody else
          </Button>
        )}
      </header>
      <div className="parts-panel-body parts-stack">
        {isStaff &&
          (draft.customer === null ? (
            <Unknown draft={draft} change={change} problemOf={problemOf} />
          ) : (
            <div>
              <div className="parts-strong">{draft.customer.name ?? draft.customer.email}</div>
              <div className="parts-small parts-soft">{draft.customer.email}</div>
            </div>
          ))}
        <div className="parts-row">
          <h3>Ships to</h3>
          <span className="parts-push">
            <Button size="small" tone="quiet" onClick={() => setTyping(!isTyping)}>
              {isTyping ? 'Done' : address === null ? 'Add an address' : 'Change'}
            </Button>
          </span>
        </div>
        {isTyping ? (
          <AddressFields
            address={draft.address}
            onChange={(typed) => change({ do: 'set', fields: { address: typed } })}
            problemOf={(name) => problemOf(`shipping_address.${name}`)}
          />
        ) : address === null ? (
          <span className="parts-faint">No address</span>
        ) : (
          <address className="parts-address parts-prose">{addressText(address)}</address>
        )}
      </div>
    </section>
  )
}

const Unknown = ({ draft, change, problemOf }: Omit<ForWhomProps, 'isStaff'>) => (
  <>
    <CustomerPicker onPick={(customer) => change({ do: 'choose', customer })} />
    <TextField
      label="Or an e-mail address"
      type="email"
      inputMode="email"
      value={draft.email}
      onChange={(email) => change({ do: 'set', fields: { email: email.trim() } })}
      problem={problemOf('email')}
    />
  </>
)
