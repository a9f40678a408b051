// The field that finds a customer by name, e-mail or phone.

import type { Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Picker } from '#dashboard/parts/picker.tsx'

const FOUND = 8

interface CustomerPickerProps {
  onPick: (customer: Customer) => void
  hasFocus?: boolean
}

export const CustomerPicker = ({ onPick, hasFocus = false }: CustomerPickerProps) => (
  <Picker<Customer>
    label={t.common.customer}
    placeholder={t.orderParts.customerSearch}
    queryKey={['customers', 'pick']}
    find={async (text, signal) =>
      (await client.customers.list({ limit: FOUND, ...(text ? { q: text } : {}) }, { signal }))
        .items
    }
    keyOf={({ id }) => id}
    show={({ name, email }) => (
      <span className="parts-truncate">
        {name ?? email} {name !== null && <span className="parts-faint parts-small">{email}</span>}
      </span>
    )}
    onPick={onPick}
    nothing={t.orderParts.noCustomers}
    hasFocus={hasFocus}
  />
)
