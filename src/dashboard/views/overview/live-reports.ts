// The reports follow the orders: an event of any order reloads them, at most once in 3 seconds.

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { throttle } from '#dashboard/lib/live.ts'

const EVERY_MS = 3_000

export function useLiveReports(): void {
  const cache = useQueryClient()
  useEffect(() => {
    const refresh = throttle(() => cache.invalidateQueries({ queryKey: ['reports'] }), EVERY_MS)
    const subscription = client.subscribe(
      'orders',
      { snapshot: 'none', onEvent: refresh },
      () => {},
    )
    return () => {
      subscription.close()
      refresh.cancel()
    }
  }, [cache])
}
