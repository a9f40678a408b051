// The announcement of new orders: their cards stand out for 2.6 seconds, screen readers get a line, and a
// sound plays where it is on. Orders of the same 100 ms share one announcement and one redraw.

import { useCallback, useEffect, useState } from 'react'
import type { OrderdEvent, OrderSummary } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { createKeptStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { playSound } from './sound.ts'

export const isAudible = createKeptStore('chime', false)

/** Time that a card counts as new. */
const NEW_MS = 2_600
/** Time that orders are collected for one announcement. */
const BATCH_MS = 100

const textOf = (orders: readonly OrderSummary[]): string => {
  const [first] = orders
  if (first !== undefined && orders.length === 1) return t.board.newOrder(nameOf(first))
  return t.board.newOrders(countText(orders.length))
}

export function useAnnouncements() {
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set())
  const [text, setText] = useState('')
  const [batch] = useState(() => createBatch(setNewIds, setText))
  useEffect(() => batch.end, [batch])

  const announce = useCallback(
    ({ order, type }: OrderdEvent, { isLive }: { isLive: boolean }) => {
      if (isLive && type === 'order.placed' && order !== undefined) batch.add(order)
    },
    [batch],
  )
  return { newIds, text, announce }
}

function createBatch(
  mark: (newIds: ReadonlySet<string>) => void,
  say: (text: string) => void,
): { add: (order: OrderSummary) => void; end: () => void } {
  const endsAtMs = new Map<string, number>()
  let orders: OrderSummary[] = []
  let timer: ReturnType<typeof setTimeout> | null = null

  function flush(): void {
    const now = performance.now()
    for (const [id, endMs] of endsAtMs) if (endMs <= now) endsAtMs.delete(id)
    for (const { id } of orders) endsAtMs.set(id, now + NEW_MS)
    mark(new Set(endsAtMs.keys()))
    if (orders.length > 0) {
      say(textOf(orders))
      if (isAudible.get()) playSound()
    }
    orders = []
    timer = endsAtMs.size > 0 ? setTimeout(flush, BATCH_MS) : null
  }

  return {
    add(order) {
      orders.push(order)
      timer ??= setTimeout(flush)
    },
    end() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
