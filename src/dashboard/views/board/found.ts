// What the board's search finds: the server answers it, so that the board and the list of orders find
// the same. Asked again every few seconds, because cards come and change while it is open.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { every } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'

const AGAIN_MS = 3_000
const PAGE = 200
/** More cards than this are found by a longer word. */
const MOST = 1_000

/** The ids of the newest orders that are found; undefined while nothing is asked or answered. */
export function useFound(q: string | undefined): ReadonlySet<string> | undefined {
  const words = q?.trim() ?? ''
  const { data } = useQuery({
    queryKey: ['orders', 'found', words],
    enabled: words !== '',
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const ids = new Set<string>()
      for await (const order of every(client.orders.list, { q: words, limit: PAGE }, { signal })) {
        ids.add(order.id)
        if (ids.size === MOST) break
      }
      return ids
    },
  })
  return words === '' ? undefined : data
}
