// Keeps what is shown of stock true while it is looked at: each change of a level makes the cached
// products and movements old, though never more often than now and then.

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from './client.ts'
import { throttle } from './live.ts'
import { useIsStaff } from './session.ts'

export function useLiveStock(): void {
  const cache = useQueryClient()
  const isStaff = useIsStaff()
  useEffect(() => {
    if (!isStaff) return
    const refresh = throttle(() => cache.invalidateQueries({ queryKey: ['catalog'] }))
    const subscription = client.subscribe('stock', { snapshot: 'none', onEvent: refresh }, () => {})
    return () => {
      subscription.close()
      refresh.cancel()
    }
  }, [cache, isStaff])
}
