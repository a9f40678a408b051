// The cards that were moved in this window and wait for the server. Each stays in its new column until
// a newer version of its order arrives, the server refuses the step, or 15 seconds have passed.

import { useCallback, useEffect, useState } from 'react'
import type { LiveView, OrderSummary } from '#client/index.ts'
import { take } from '#dashboard/parts/order/take-step.ts'
import { type Column, columnOf, type Move } from './columns.ts'

const WAIT_MS = 15_000

interface Waiting {
  column: Column
  /** The version before the move: a newer one ends the wait. */
  version: number
}
type WaitingCards = ReadonlyMap<string, Waiting>

export function useMoves(views: readonly LiveView<OrderSummary>[]) {
  const [waiting, setWaiting] = useState<WaitingCards>(new Map())

  const settle = useCallback((id: string) => {
    setWaiting((before) => new Map([...before].filter(([key]) => key !== id)))
  }, [])

  const send = useCallback(
    (order: OrderSummary, step: Exclude<Move, 'cancel'>, column: Column) => {
      let _timer: ReturnType<typeof setTimeout> | undefined
      take(order, step, {
        onStart: () =>
          setWaiting((before) => new Map(before).set(order.id, { column, version: order.version })),
        onDone: () => {
          _timer ??= setTimeout(() => settle(order.id), WAIT_MS)
        },
        onNot: () => settle(order.id),
      })
    },
    [settle],
  )

  useEffect(() => {
    for (const [id, { version }] of waiting) {
      const order = orderIn(views, id)
      if (order !== undefined && order.version > version) settle(id)
    }
  }, [views, waiting, settle])

  return { waiting, send }
}

export const orderIn = (
  views: readonly LiveView<OrderSummary>[],
  id: string,
): OrderSummary | undefined => views.map(({ byId }) => byId.get(id)).find((order) => order)

/** The orders of each column, without those that the filter leaves out. */
export function ordersByColumn(
  views: readonly LiveView<OrderSummary>[],
  waiting: WaitingCards,
  isVisible: (order: OrderSummary) => boolean,
): ReadonlyMap<Column, readonly OrderSummary[]> {
  const columns = new Map<Column, OrderSummary[]>()
  const seen = new Set<string>()
  for (const order of views.flatMap(({ items }) => items)) {
    if (seen.has(order.id) || !isVisible(order)) continue
    seen.add(order.id)
    const column = waiting.get(order.id)?.column ?? columnOf(order)
    if (column === undefined) continue
    const orders = columns.get(column)
    if (orders === undefined) columns.set(column, [order])
    else orders.push(order)
  }
  return columns
}
