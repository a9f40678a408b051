// The fields of an address, two in a row where there is room.

import type { Address } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { TextField } from './form.tsx'

const FIELDS: readonly (readonly [keyof typeof t.parts.addressFields, isFull: boolean])[] = [
  ['name', true],
  ['company', true],
  ['line1', true],
  ['line2', true],
  ['postal_code', false],
  ['city', false],
  ['region', false],
  ['country', false],
  ['phone', true],
]

interface AddressFieldsProps {
  address: Address
  onChange: (address: Address) => void
  problemOf: (name: string) => string | undefined
}

export const AddressFields = ({ address, onChange, problemOf }: AddressFieldsProps) => (
  <div className="parts-pairs">
    {FIELDS.map(([name, isFull]) => (
      <TextField
        key={name}
        {...(isFull ? { className: 'parts-full' } : {})}
        label={t.parts.addressFields[name]}
        value={address[name] ?? ''}
        onChange={(value) => onChange({ ...address, [name]: value })}
        problem={problemOf(name)}
        {...(name === 'country' ? { hint: t.parts.countryHint } : {})}
      />
    ))}
  </div>
)

type Filled = { [Field in keyof Address]?: string }

/** Without its empty fields; null where all are. */
export function filled(address: Address): Filled | null {
  const some = Object.entries(address).filter(([, value]) => value?.trim())
  return some.length === 0 ? null : (Object.fromEntries(some) as Filled)
}
