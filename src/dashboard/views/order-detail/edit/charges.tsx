// What stands beside the lines while an order is edited: discounts and fees that stay or go, how it is
// sent, and where to.

import { useQuery } from '@tanstack/react-query'
import type { Address } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money, moneyText } from '#dashboard/lib/money.tsx'
import { TAX_STATUSES } from '#dashboard/lib/taxes.ts'
import { AddressFields } from '#dashboard/parts/address-fields.tsx'
import { More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { type AddressField, type Shipping, shippingText } from './draft.ts'
import type { PartProps } from './lines.tsx'

export function EditCharges({ draft, set }: PartProps) {
  const { order } = useOrder()
  return (
    <>
      <Kept
        title="Discounts that stay"
        items={order.discounts.map(({ id, code, title, taken }) => ({
          id,
          name: code ?? title,
          minor: -taken,
        }))}
        removed={draft.removedDiscounts}
        onChange={(removedDiscounts) => set({ removedDiscounts })}
      />
      <Kept
        title="Fees that stay"
        items={order.fees.map(({ id, title, amount }) => ({ id, name: title, minor: amount }))}
        removed={draft.removedFees}
        onChange={(removedFees) => set({ removedFees })}
      />
      <ShippingChoice value={draft.shipping} onChange={(shipping) => set({ shipping })} />
      <SelectField
        label="Tax"
        value={draft.taxStatus ?? order.tax_status}
        onChange={(taxStatus) => set({ taxStatus })}
        options={TAX_STATUSES}
      />
    </>
  )
}

interface KeptProps {
  title: string
  items: readonly { id: string; name: string; minor: number }[]
  removed: ReadonlySet<string>
  onChange: (removed: ReadonlySet<string>) => void
}

function Kept({ title, items, removed, onChange }: KeptProps) {
  const { order } = useOrder()
  if (items.length === 0) return null
  return (
    <fieldset className="parts-stack edit-tight">
      <legend className="parts-small parts-strong">{title}</legend>
      {items.map(({ id, name, minor }) => (
        <label key={id} className="parts-check">
          <input
            type="checkbox"
            checked={!removed.has(id)}
            onChange={() => {
              const next = new Set(removed)
              if (!next.delete(id)) next.add(id)
              onChange(next)
            }}
          />
          <span>{name}</span>
          <span className="parts-push">
            <Money minor={minor} currency={order.currency} />
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const AS_IT_IS = 'as it is'
const NONE = 'none'
const OTHER = 'other'
const METHOD = 'method '

function keyOf(shipping: Shipping): string {
  if (shipping === undefined) return AS_IT_IS
  if (shipping === 'none') return NONE
  return 'code' in shipping ? METHOD + shipping.code : OTHER
}

function shippingFrom(key: string): Shipping {
  if (key === AS_IT_IS) return undefined
  if (key === NONE) return 'none'
  return key === OTHER ? { title: '', price: '' } : { code: key.slice(METHOD.length) }
}

interface ShippingChoiceProps {
  value: Shipping
  onChange: (shipping: Shipping) => void
}

function ShippingChoice({ value, onChange }: ShippingChoiceProps) {
  const { order } = useOrder()
  const { data } = useQuery({
    queryKey: ['shipping-methods'],
    queryFn: ({ signal }) => client.shippingMethods.list({ limit: 200 }, { signal }),
    staleTime: 300_000,
  })
  const methods = (data?.items ?? []).filter(({ active }) => active)
  const own = typeof value === 'object' && 'title' in value ? value : null
  return (
    <div className="parts-pairs">
      <SelectField
        label="Shipping"
        value={keyOf(value)}
        onChange={(key) => onChange(shippingFrom(key))}
        options={[
          [AS_IT_IS, `As it is: ${shippingText(order)}`],
          ...methods.map(
            ({ code, title, price, currency }) =>
              [METHOD + code, `${title}, ${moneyText(price, currency)}`] as const,
          ),
          [OTHER, 'Something else'],
          ...(order.shipping.length > 0 ? [[NONE, 'None'] as const] : []),
        ]}
      />
      {own !== null && (
        <>
          <TextField
            label="What it is called"
            value={own.title}
            onChange={(title) => onChange({ ...own, title })}
          />
          <TextField
            label={`What it costs, ${order.currency}`}
            inputMode="decimal"
            isNumber
            value={own.price}
            onChange={(price) => onChange({ ...own, price })}
            problem={amountProblem(own.price, order.currency)}
          />
        </>
      )}
    </div>
  )
}

const ADDRESSES: readonly (readonly [AddressField, string])[] = [
  ['shipping_address', 'Shipping address'],
  ['billing_address', 'Billing address'],
]

export function EditAddresses({ draft, set }: PartProps) {
  const { order } = useOrder()
  const change = (field: AddressField, address: Address) =>
    set({ addresses: { ...draft.addresses, [field]: address } })
  return (
    <div>
      {ADDRESSES.map(([field, label]) => (
        <More key={field} label={label}>
          <AddressFields
            address={draft.addresses[field] ?? order[field] ?? {}}
            onChange={(address) => change(field, address)}
            problemOf={() => undefined}
          />
        </More>
      ))}
    </div>
  )
}
