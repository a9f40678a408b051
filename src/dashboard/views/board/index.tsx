// The live board: every order where its display status puts it, moving as events come. A card that
// somebody moves here shows where it is going until the server said where it is; what the server
// refuses goes back, with the reason.

import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LiveView, Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useLiveOrders, useOrdersTopic } from '#dashboard/lib/live.ts'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { CancelDialog } from '#dashboard/parts/order/cancel.tsx'
import { OrderContext } from '#dashboard/parts/order/context.ts'
import { nameOf, STEPS, type Subject } from '#dashboard/parts/order/steps.ts'
import { take } from '#dashboard/parts/order/take-step.ts'
import { useKeyHint, useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { Bones, Empty, Failure } from '#dashboard/parts/states.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { isAudible, useAnnouncements } from './announce.ts'
import { BoardBar, isShown } from './bar.tsx'
import { BoardColumn } from './column.tsx'
import { COLUMNS, type Column, columnOf, type Move, moveTo, SOURCES, whyNot } from './columns.ts'
import { useFound } from './found.ts'
import { useCardKeys } from './keys.ts'
import { chime } from './sound.ts'

const route = getRouteApi('/signed-in/shell/')
/** Where it is on its way to is believed no longer than this without a word from the server. */
const WAIT_MS = 15_000
/** Long enough to read why a card stays where it is. */
const WHY_MS = 10_000

export function Board(): ReactNode {
  const topic = useOrdersTopic()
  const isStaff = useIsStaff()
  const search = route.useSearch()
  const { fresh, said, announce } = useAnnouncements()

  const open = useLiveOrders(topic, SOURCES.open, announce)
  const shipped = useLiveOrders(topic, SOURCES.shipped)
  const delivered = useLiveOrders(topic, SOURCES.delivered)
  const completed = useLiveOrders(topic, SOURCES.completed)
  const closed = useLiveOrders(topic, SOURCES.closed)
  const views = [open, shipped, delivered, completed, closed]

  const { waiting, send } = useMoves(views)
  const [dragged, setDragged] = useState<Subject | null>(null)
  const [cancelled, setCancelled] = useState<Order | null>(null)

  const found = useFound(search.q)
  const shown = useMemo(() => {
    const isIn = (order: Subject): boolean => isShown(order, search, found)
    return arrange([open, shipped, delivered, completed, closed], waiting, isIn)
  }, [open, shipped, delivered, completed, closed, waiting, search, found])

  const move = useCallback(
    async (order: Subject, target: Column) => {
      const step = moveTo(order, target)
      if (step === null) {
        if (columnOf(order) !== target) {
          notify(`${nameOf(order)} stays: ${whyNot(order, target)}`, {
            tone: 'stop',
            lifeMs: WHY_MS,
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
      if (await isMeant(order, step)) send(order, step, target)
    },
    [send],
  )

  const movesOf = useCallback(
    (order: Subject) =>
      COLUMNS.flatMap((target) => {
        const step = moveTo(order, target)
        if (step === null) return []
        const label = step === 'cancel' ? 'Cancel' : STEPS[step].label
        const tone = step === 'cancel' ? ('stop' as const) : undefined
        return [
          {
            label: `${label}…`.replace('…', NEEDS_A_WORD.has(step) ? '…' : ''),
            tone,
            run: () => void move(order, target),
          },
        ]
      }),
    [move],
  )

  const board = useRef<HTMLDivElement>(null)
  const onKeyDown = useCardKeys(board, {
    onMove: (id, direction) => {
      const order = views.map(({ byId }) => byId.get(id)).find((found) => found !== undefined)
      const from = order && columnOf(order)
      const target = from && COLUMNS[COLUMNS.indexOf(from) + direction]
      if (isStaff && order && target) void move(order, target)
    },
  })
  useKeyHint('← ↑ ↓ →', 'From card to card')
  useKeyHint('Shift ← →', 'Move the card to the column beside')
  useKeyHint('m', 'Where the card can go')
  useShortcut('b', 'Into the board', () =>
    board.current?.querySelector<HTMLElement>('[data-card][tabindex="0"]')?.focus(),
  )

  const error = views.find((view) => view.error !== null)?.error ?? null
  const isEmpty = views.every(({ items }) => items.length === 0)
  const isLoading = isEmpty && views.some(({ status }) => status !== 'live')

  return (
    <div className="board-stage">
      <ViewHead title="Board" name="Board" statuses={views.map(({ status }) => status)}>
        <Chime />
      </ViewHead>
      <BoardBar items={open.items} />
      <p className="parts-visually-hidden" role="status">
        {said}
      </p>
      {error !== null && isEmpty ? (
        <Failure error={error} what="board" onRetry={() => location.reload()} />
      ) : isEmpty && !isLoading ? (
        <Empty title="No orders yet">
          <p className="parts-soft">The first one appears here the moment it is placed.</p>
          <Link className="parts-button" to="/new-order">
            New order
          </Link>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside
        <div className="board" ref={board} onKeyDown={onKeyDown}>
          {COLUMNS.filter((column) => column.hidesEmpty !== true || shown.has(column)).map(
            (column) =>
              isLoading ? (
                <section key={column.key} className="board-column" aria-label={column.title}>
                  <header>
                    <h2>{column.title}</h2>
                  </header>
                  <div className="board-card-skeleton">
                    <Bones lines={4} />
                  </div>
                </section>
              ) : (
                <BoardColumn
                  key={column.key}
                  column={column}
                  orders={shown.get(column) ?? []}
                  fresh={fresh}
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

/** Steps that open a question first. */
const NEEDS_A_WORD: ReadonlySet<Move> = new Set<Move>(['cancel', 'ship'])

/** What cannot be taken back is asked about, by name. */
async function isMeant(order: Subject, step: Move): Promise<boolean> {
  if (step !== 'ship') return true
  return confirm({
    title: `Ship order ${nameOf(order)}?`,
    body: 'All that is left of it ships now, without a tracking number. The goods leave the stock. Until it is delivered, a shipment can be undone on the page of the order.',
    yes: 'Ship it',
  })
}

interface Waiting {
  column: Column
  /** The version it had: a newer one ends the wait. */
  version: number
}
type WaitingCards = ReadonlyMap<string, Waiting>

/** Cards that somebody moved here and whose new place the server has not told yet. */
function useMoves(views: readonly LiveView<Subject>[]) {
  const [waiting, setWaiting] = useState<WaitingCards>(new Map())
  const latest = useRef(views)
  latest.current = views

  const settle = useCallback((id: string) => {
    setWaiting((before) => new Map([...before].filter(([key]) => key !== id)))
  }, [])

  const send = useCallback(
    (order: Subject, step: Exclude<Move, 'cancel'>, column: Column) => {
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
      const row = views.map(({ byId }) => byId.get(id)).find((found) => found !== undefined)
      if (row !== undefined && row.version > version) settle(id)
    }
  }, [views, waiting, settle])

  return { waiting, send }
}

function arrange(
  views: readonly LiveView<Subject>[],
  waiting: WaitingCards,
  isIn: (order: Subject) => boolean,
): ReadonlyMap<Column, readonly Subject[]> {
  const shown = new Map<Column, Subject[]>()
  const seen = new Set<string>()
  for (const { items } of views) {
    for (const order of items) {
      if (seen.has(order.id) || !isIn(order)) continue
      seen.add(order.id)
      const column = waiting.get(order.id)?.column ?? columnOf(order)
      if (column === undefined) continue
      const list = shown.get(column)
      if (list === undefined) shown.set(column, [order])
      else list.push(order)
    }
  }
  return shown
}

function Chime() {
  const isOn = useStore(isAudible)
  return (
    <Button
      tone="quiet"
      size="icon"
      aria-label="Sound for new orders"
      aria-pressed={isOn}
      title={isOn ? 'A sound for new orders: on' : 'A sound for new orders: off'}
      onClick={() => {
        isAudible.set(!isOn)
        if (!isOn) chime()
      }}
    >
      <Icon name={isOn ? 'bell' : 'mute'} />
    </Button>
  )
}
