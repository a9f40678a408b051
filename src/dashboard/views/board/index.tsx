// The live board: each order in the column of its display status, moving as events come. A card that is
// moved here stays in its new column until the server answers; a refused one moves back, with the reason.

import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import type { Order, OrderSummary } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveOrders, useOrdersTopic } from '#dashboard/lib/live.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { CancelDialog } from '#dashboard/parts/order/cancel.tsx'
import { OrderContext } from '#dashboard/parts/order/context.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { useKeyHint, useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { useAnnouncements } from './announcements.ts'
import { useCardKeys } from './card-keys.ts'
import { BoardColumn } from './column.tsx'
import { COLUMNS, type Column, columnOf, type Move, moveTo, refusalOf, SOURCES } from './columns.ts'
import { FilterBar, isVisible } from './filter-bar.tsx'
import { orderIn, ordersByColumn, useMoves } from './moves.ts'
import { useSearchResults } from './search-results.ts'
import { SoundToggle } from './sound-toggle.tsx'

const route = getRouteApi('/signed-in/shell/')
/** Time to read why a card was not moved. */
const REFUSAL_MS = 10_000

export function Board(): ReactNode {
  const topic = useOrdersTopic()
  const isStaff = useIsStaff()
  const search = route.useSearch()
  const { newIds, text, announce } = useAnnouncements()

  const open = useLiveOrders(topic, SOURCES.open, announce)
  const shipped = useLiveOrders(topic, SOURCES.shipped)
  const delivered = useLiveOrders(topic, SOURCES.delivered)
  const completed = useLiveOrders(topic, SOURCES.completed)
  const closed = useLiveOrders(topic, SOURCES.closed)
  const views = [open, shipped, delivered, completed, closed]

  const { waiting, send } = useMoves(views)
  const [dragged, setDragged] = useState<OrderSummary | null>(null)
  const [cancelled, setCancelled] = useState<Order | null>(null)

  const results = useSearchResults(search.q)
  const columns = useMemo(
    () =>
      ordersByColumn([open, shipped, delivered, completed, closed], waiting, (order) =>
        isVisible(order, search, results),
      ),
    [open, shipped, delivered, completed, closed, waiting, search, results],
  )

  const move = useCallback(
    async (order: OrderSummary, target: Column) => {
      const step = moveTo(order, target)
      if (step === null) {
        if (columnOf(order) !== target) {
          notify(t.board.refused.notMoved(nameOf(order), refusalOf(order, target)), {
            tone: 'stop',
            lifeMs: REFUSAL_MS,
          })
        }
        return
      }
      if (step === 'cancel') {
        try {
          setCancelled(await client.orders.get(order.id))
        } catch (error) {
          notifyRefusal(nameOf(order), error)
        }
        return
      }
      if (await isConfirmed(order, step)) send(order, step, target)
    },
    [send],
  )

  const movesOf = useCallback(
    (order: OrderSummary) =>
      COLUMNS.flatMap((target) => {
        const step = moveTo(order, target)
        if (step === null) return []
        const run = () => void move(order, target)
        if (step === 'cancel') return [{ label: t.board.cancelOrder, tone: 'stop' as const, run }]
        const { label } = t.orderParts.steps[step]
        return [{ label: step === 'ship' ? `${label}…` : label, run }]
      }),
    [move],
  )

  const board = useRef<HTMLDivElement>(null)
  const onKeyDown = useCardKeys(board, {
    onMove: (id, direction) => {
      const order = orderIn(views, id)
      const from = order && columnOf(order)
      const target = from && COLUMNS[COLUMNS.indexOf(from) + direction]
      if (isStaff && order && target) void move(order, target)
    },
  })
  useKeyHint('← ↑ ↓ →', t.board.shortcuts.walk)
  useKeyHint('Shift ← →', t.board.shortcuts.move)
  useKeyHint('m', t.board.shortcuts.menu)
  useShortcut('b', t.board.shortcuts.enter, () =>
    board.current?.querySelector<HTMLElement>('[data-card][tabindex="0"]')?.focus(),
  )

  const error = views.find((view) => view.error !== null)?.error ?? null
  const isEmpty = views.every(({ items }) => items.length === 0)
  const isLoading = isEmpty && views.some(({ status }) => status !== 'live')

  return (
    <div className="board-stage">
      <ViewHead
        title={t.board.title}
        name={t.board.title}
        statuses={views.map(({ status }) => status)}
      >
        <SoundToggle />
      </ViewHead>
      <FilterBar orders={open.items} />
      <p className="parts-visually-hidden" role="status">
        {text}
      </p>
      {error !== null && isEmpty ? (
        <Failure error={error} name={t.board.title} onRetry={() => location.reload()} />
      ) : isEmpty && !isLoading ? (
        <Empty title={t.board.empty.title}>
          <p className="parts-soft">{t.board.empty.help}</p>
          <Link className="parts-button" to="/new-order">
            {t.board.empty.newOrder}
          </Link>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside
        <div className="board" ref={board} onKeyDown={onKeyDown}>
          {COLUMNS.filter((column) => column.hidesEmpty !== true || columns.has(column)).map(
            (column) =>
              isLoading ? (
                <section key={column.key} className="board-column" aria-label={column.title}>
                  <header>
                    <h2>{column.title}</h2>
                  </header>
                  <div className="board-card-skeleton">
                    <Skeleton lines={4} />
                  </div>
                </section>
              ) : (
                <BoardColumn
                  key={column.key}
                  column={column}
                  orders={columns.get(column) ?? []}
                  newIds={newIds}
                  waiting={waiting}
                  isMovable={isStaff}
                  dragged={dragged}
                  onDrag={setDragged}
                  onDrop={(order) => void move(order, column)}
                  movesOf={movesOf}
                />
              ),
          )}
        </div>
      )}
      {cancelled !== null && (
        <OrderContext value={{ order: cancelled, take: setCancelled, isStaff }}>
          <CancelDialog onClose={() => setCancelled(null)} />
        </OrderContext>
      )}
    </div>
  )
}

/** Shipping takes a confirmation: the goods leave the stock. */
async function isConfirmed(order: OrderSummary, step: Move): Promise<boolean> {
  if (step !== 'ship') return true
  return confirm({
    title: t.board.ship.title(nameOf(order)),
    body: t.board.ship.body,
    confirmLabel: t.board.ship.confirm,
  })
}
