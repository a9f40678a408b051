// What views have to know about the shop itself: its currency. Settings are for administrators; an
// editor learns it from a quote that names none.

import { useQuery } from '@tanstack/react-query'
import { useMe } from '#dashboard/session/store.ts'
import { client } from './client.ts'

const NOTHING = { draft: true, lines: [{ title: '-', unit_price: 0, quantity: 1 }] }

/** undefined until it is known, and for customers, who name no currency. */
export function useShopCurrency(): string | undefined {
  const { role } = useMe()
  const { data } = useQuery({
    queryKey: ['shop', 'currency'],
    queryFn: async () =>
      role === 'admin'
        ? (await client.settings.get()).currency
        : (await client.orders.quote(NOTHING)).currency,
    enabled: role !== 'user',
    staleTime: 300_000,
  })
  return data
}
