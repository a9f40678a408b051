// The results of the board's search come from the server, so that the board and the list of orders find
// the same. The search repeats every 3 seconds, because cards come and change while it is open.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { every } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'

const REPEAT_MS = 3_000
const PAGE = 200
/** A longer search word narrows down more results than these. */
const MAX_RESULTS = 1_000

/** The ids of the newest orders that match; undefined without a search and until the server answers. */
export function useSearchResults(q: string | undefined): ReadonlySet<string> | undefined {
  const words = q?.trim() ?? ''
  const { data } = useQuery({
    queryKey: ['orders', 'found', words],
    enabled: words !== '',
    refetchInterval: REPEAT_MS,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const ids = new Set<string>()
      for await (const order of every(client.orders.list, { q: words, limit: PAGE }, { signal })) {
        ids.add(order.id)
        if (ids.size === MAX_RESULTS) break
      }
      return ids
    },
  })
  return words === '' ? undefined : data
}
