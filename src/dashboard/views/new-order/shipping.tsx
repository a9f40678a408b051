// The shipping method of a new order: one of the shop's, or none.

import { useQuery } from '@tanstack/react-query'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { SelectField } from '#dashboard/parts/form.tsx'

interface ShippingFieldProps {
  value: string
  onChange: (code: string) => void
}

export function ShippingField({ value, onChange }: ShippingFieldProps) {
  const { data, error } = useQuery({
    queryKey: ['shipping-methods'],
    queryFn: ({ signal }) => client.shippingMethods.list({ limit: 200 }, { signal }),
    staleTime: 300_000,
  })
  const methods = (data?.items ?? []).filter(({ active }) => active)
  return (
    <SelectField
      label={t.common.shipping}
      value={value}
      onChange={onChange}
      hint={error === null ? undefined : error.message}
      options={[
        ['', methods.length === 0 ? t.newOrder.noShippingMethods : t.newOrder.noShipping],
        ...methods.map(({ code, title, price, currency }): readonly [string, string] => [
          code,
          `${title}, ${moneyText(price, currency)}`,
        ]),
      ]}
    />
  )
}
