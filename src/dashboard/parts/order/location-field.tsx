// From where goods leave or where they come back to, asked only where the shop has a choice.

import { useQuery } from '@tanstack/react-query'
import { client } from '#dashboard/lib/client.ts'
import { SelectField } from '#dashboard/parts/form.tsx'

interface LocationFieldProps {
  label: string
  /** What happens where none is chosen. */
  none: string
  value: string
  onChange: (id: string) => void
}

export function useLocations(isAsked = true) {
  const { data } = useQuery({
    queryKey: ['locations'],
    queryFn: ({ signal }) => client.locations.list({ limit: 200 }, { signal }),
    staleTime: 300_000,
    enabled: isAsked,
  })
  return data?.items ?? []
}

export function LocationField({ label, none, value, onChange }: LocationFieldProps) {
  const locations = useLocations()
  if (locations.length < 2) return null
  return (
    <SelectField
      label={label}
      value={value}
      onChange={onChange}
      options={[['', none], ...locations.map(({ id, name }) => [id, name] as const)]}
    />
  )
}

/** As it is sent: nothing where nothing was chosen. */
export const locationOf = (id: string): { location_id?: string } =>
  id === '' ? {} : { location_id: id }
