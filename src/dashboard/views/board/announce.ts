// What is told of orders that have just come: their cards stand out for a moment, a line for screen
// readers, a sound. Orders that come together are told together, so that a rush costs the board no
// more redraws than a trickle and nobody is talked over.

import { useCallback, useEffect, useState } from 'react'
import type { OrderdEvent, OrderSummary } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { createKeptStore } from '#dashboard/lib/store.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { chime } from './sound.ts'

export const isAudible = createKeptStore('chime', false)

/** A card counts as new for so long. */
const NEW_MS = 2_600
/** How long to wait for others to tell of in the same breath. */
const BREATH_MS = 100

const textOf = (orders: readonly OrderSummary[]): string => {
  const [first] = orders
  if (first !== undefined && orders.length === 1) return `New order ${nameOf(first)}`
  return `${countText(orders.length)} new orders`
}

export function useAnnouncements() {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const [said, setSaid] = useState('')
  const [rush] = useState(() => createRush(setFresh, setSaid))
  useEffect(() => rush.end, [rush])

  const announce = useCallback(
    ({ order, type }: OrderdEvent, { isLive }: { isLive: boolean }) => {
      if (isLive && type === 'order.placed' && order !== undefined) rush.take(order)
    },
    [rush],
  )
  return { fresh, said, announce }
}

function createRush(
  show: (fresh: ReadonlySet<string>) => void,
  say: (text: string) => void,
): { take: (order: OrderSummary) => void; end: () => void } {
  const untilMs = new Map<string, number>()
  let waiting: OrderSummary[] = []
  let timer: ReturnType<typeof setTimeout> | null = null

  function breathe(): void {
    const now = performance.now()
    for (const [id, endMs] of untilMs) if (endMs <= now) untilMs.delete(id)
    for (const { id } of waiting) untilMs.set(id, now + NEW_MS)
    show(new Set(untilMs.keys()))
    if (waiting.length > 0) {
      say(textOf(waiting))
      if (isAudible.get()) chime()
    }
    waiting = []
    timer = untilMs.size > 0 ? setTimeout(breathe, BREATH_MS) : null
  }

  return {
    take(order) {
      waiting.push(order)
      timer ??= setTimeout(breathe)
    },
    end() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
