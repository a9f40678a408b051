// The choice of a location, for shops that have more than one.

import { useQuery } from '@tanstack/react-query'
import { client } from '#dashboard/lib/client.ts'
import { SelectField } from '#dashboard/parts/form.tsx'

interface LocationFieldProps {
  label: string
  /** The option that leaves the choice to the server. */
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

/** The member of a request; none where no location is chosen. */
export const locationOf = (id: string): { location_id?: string } =>
  id === '' ? {} : { location_id: id }
