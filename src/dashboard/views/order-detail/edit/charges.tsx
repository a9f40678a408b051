// The discounts, fees, shipping, tax status and addresses of an order while it is edited.

import { useQuery } from '@tanstack/react-query'
import type { Address } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money, moneyText } from '#dashboard/lib/money.tsx'
import { TAX_STATUSES } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'
import { AddressFields } from '#dashboard/parts/address-fields.tsx'
import { More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { ADDRESS_FIELDS, type AddressField, type Shipping, shippingText } from './draft.ts'
import type { PartProps } from './lines.tsx'

const texts = t.edit.charges

export function EditCharges({ draft, set }: PartProps) {
  const { order } = useOrder()
  return (
    <>
      <Kept
        title={texts.discounts}
        items={order.discounts.map(({ id, code, title, taken }) => ({
          id,
          name: code ?? title,
          minor: -taken,
        }))}
        removed={draft.removedDiscounts}
        onChange={(removedDiscounts) => set({ removedDiscounts })}
      />
      <Kept
        title={texts.fees}
        items={order.fees.map(({ id, title, amount }) => ({ id, name: title, minor: amount }))}
        removed={draft.removedFees}
        onChange={(removedFees) => set({ removedFees })}
      />
      <ShippingChoice value={draft.shipping} onChange={(shipping) => set({ shipping })} />
      <SelectField
        label={t.common.tax}
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

const UNCHANGED = 'unchanged'
const NONE = 'none'
const OTHER = 'other'
const METHOD = 'method '

function keyOf(shipping: Shipping): string {
  if (shipping === undefined) return UNCHANGED
  if (shipping === 'none') return NONE
  return 'code' in shipping ? METHOD + shipping.code : OTHER
}

function shippingFrom(key: string): Shipping {
  if (key === UNCHANGED) return undefined
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
        label={t.common.shipping}
        value={keyOf(value)}
        onChange={(key) => onChange(shippingFrom(key))}
        options={[
          [UNCHANGED, texts.unchanged(shippingText(order))],
          ...methods.map(
            ({ code, title, price, currency }) =>
              [METHOD + code, `${title}, ${moneyText(price, currency)}`] as const,
          ),
          [OTHER, texts.customShipping],
          ...(order.shipping.length > 0 ? [[NONE, texts.noShipping] as const] : []),
        ]}
      />
      {own !== null && (
        <>
          <TextField
            label={t.common.name}
            value={own.title}
            onChange={(title) => onChange({ ...own, title })}
          />
          <TextField
            label={`${t.common.price}, ${order.currency}`}
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

export function EditAddresses({ draft, set }: PartProps) {
  const { order } = useOrder()
  const change = (field: AddressField, address: Address) =>
    set({ addresses: { ...draft.addresses, [field]: address } })
  return (
    <div>
      {ADDRESS_FIELDS.map((field) => (
        <More key={field} label={t.orderDetail.fieldsDialog.fields[field]}>
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
