// A column of the board: its title, its count, and its cards, the newest first. Cards can be dropped on it.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrderSummary } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import type { MenuItem } from '#dashboard/parts/menu.tsx'
import { Card } from './card.tsx'
import { type Column, columnOf, moveTo, NEWEST } from './columns.ts'

/** A column shows at most these; the table has all. */
const MAX_CARDS = 150

interface BoardColumnProps {
  column: Column
  orders: readonly OrderSummary[]
  newIds: ReadonlySet<string>
  waiting: ReadonlyMap<string, unknown>
  isMovable: boolean
  dragged: OrderSummary | null
  onDrag: (order: OrderSummary | null) => void
  onDrop: (order: OrderSummary) => void
  movesOf: (order: OrderSummary) => readonly MenuItem[]
}

export function BoardColumn(props: BoardColumnProps) {
  const { column, orders, newIds, waiting, isMovable, dragged, onDrag, onDrop, movesOf } = props
  const [isOver, setOver] = useState(false)
  const limit = column.isOpen ? MAX_CARDS : NEWEST
  return (
    <section
      className="board-column"
      aria-label={column.title}
      data-column={column.key}
      data-empty={orders.length === 0 || undefined}
      data-drop={dropState(dragged, column, isOver)}
      onDragOver={(event) => {
        if (dragged === null) return
        // Columns that refuse the card accept the drop too, and then say why.
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (dragged !== null) onDrop(dragged)
        onDrag(null)
      }}
    >
      <header>
        <h2>{column.title}</h2>
        <span className="parts-count parts-tabular">{countOf(column, orders.length)}</span>
      </header>
      <ul>
        {orders.slice(0, limit).map((order, i) => (
          <Card
            key={order.id}
            order={order}
            isMovable={isMovable}
            isNew={newIds.has(order.id)}
            isWaiting={waiting.has(order.id)}
            isTabStop={i === 0}
            movesOf={movesOf}
            onDrag={onDrag}
          />
        ))}
        {orders.length > limit && (
          <li className="board-empty">
            <Link to="/orders" search={{ display_status: column.statuses.join(',') }}>
              {t.board.viewAll}
            </Link>
          </li>
        )}
        {orders.length === 0 && <li className="board-empty">{t.board.noOrders}</li>}
      </ul>
    </section>
  )
}

const countOf = ({ isOpen }: Column, count: number): string =>
  !isOpen && count >= NEWEST ? `${countText(NEWEST)}+` : countText(count)

function dropState(
  dragged: OrderSummary | null,
  column: Column,
  isOver: boolean,
): string | undefined {
  if (dragged === null || columnOf(dragged) === column) return undefined
  if (moveTo(dragged, column) === null) return 'refused'
  return isOver ? 'over' : 'allowed'
}
