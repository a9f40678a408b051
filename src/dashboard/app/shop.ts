// What views have to know about the shop itself. Settings are for administrators; everybody else
// learns the shop's currency from its newest product.

import { useQuery } from '@tanstack/react-query'
import { useMe } from '#dashboard/session/store.ts'
import { client } from './client.ts'

const FALLBACK = 'EUR'

/** undefined until it is known. */
export function useShopCurrency(): string | undefined {
  const { role } = useMe()
  const { data, isError } = useQuery({
    queryKey: ['shop', 'currency'],
    queryFn: async () => {
      if (role === 'admin') return (await client.settings.get()).currency
      const { items } = await client.products.list({ limit: 1 })
      return items[0]?.currency ?? FALLBACK
    },
    staleTime: 300_000,
  })
  return isError ? FALLBACK : data
}
