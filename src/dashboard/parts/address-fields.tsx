// The fields of an address, two in a row where there is room.

import type { Address } from '#client/index.ts'
import { TextField } from './form.tsx'

const FIELDS: readonly (readonly [keyof Address, string, isFull: boolean])[] = [
  ['name', 'Name', true],
  ['company', 'Company', true],
  ['line1', 'Street and number', true],
  ['line2', 'More', true],
  ['postal_code', 'Postal code', false],
  ['city', 'City', false],
  ['region', 'Region', false],
  ['country', 'Country', false],
  ['phone', 'Phone', true],
]

interface AddressFieldsProps {
  address: Address
  onChange: (address: Address) => void
  problemOf: (name: string) => string | undefined
}

export const AddressFields = ({ address, onChange, problemOf }: AddressFieldsProps) => (
  <div className="parts-pairs">
    {FIELDS.map(([name, label, isFull]) => (
      <TextField
        key={name}
        {...(isFull ? { className: 'parts-full' } : {})}
        label={label}
        value={address[name] ?? ''}
        onChange={(value) => onChange({ ...address, [name]: value })}
        problem={problemOf(name)}
        {...(name === 'country' ? { hint: 'Two letters, as DE' } : {})}
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
