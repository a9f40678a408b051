// One column: its name, how many, the newest cards first. It takes what may be dropped on it.

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { countText } from '#dashboard/lib/money.tsx'
import type { MenuItem } from '#dashboard/parts/menu.tsx'
import type { Subject } from '#dashboard/parts/order/steps.ts'
import { Card } from './card.tsx'
import { type Column, columnOf, moveTo, NEWEST } from './columns.ts'

/** More than anybody reads; the table has them all. */
const MOST_CARDS = 150

interface BoardColumnProps {
  column: Column
  orders: readonly Subject[]
  fresh: ReadonlySet<string>
  waiting: ReadonlyMap<string, unknown>
  isMovable: boolean
  dragged: Subject | null
  onDrag: (order: Subject | null) => void
  onDrop: (order: Subject) => void
  movesOf: (order: Subject) => readonly MenuItem[]
}

export function BoardColumn(props: BoardColumnProps) {
  const { column, orders, fresh, waiting, isMovable, dragged, onDrag, onDrop, movesOf } = props
  const [isOver, setOver] = useState(false)
  const most = column.isOpen ? MOST_CARDS : NEWEST
  return (
    <section
      className="board-column"
      aria-label={column.title}
      data-column={column.key}
      data-empty={orders.length === 0 || undefined}
      data-drop={dropState(dragged, column, isOver)}
      onDragOver={(event) => {
        if (dragged === null) return
        // Also where it may not go: dropping it there says why.
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
        {orders.slice(0, most).map((order, i) => (
          <Card
            key={order.id}
            order={order}
            isMovable={isMovable}
            isNew={fresh.has(order.id)}
            isWaiting={waiting.has(order.id)}
            isEntry={i === 0}
            movesOf={movesOf}
            onDrag={onDrag}
          />
        ))}
        {orders.length > most && (
          <li className="board-empty">
            <Link to="/orders" search={{ display_status: column.statuses.join(',') }}>
              All of them in the table
            </Link>
          </li>
        )}
        {orders.length === 0 && <li className="board-empty">None</li>}
      </ul>
    </section>
  )
}

const countOf = ({ isOpen }: Column, count: number): string =>
  !isOpen && count >= NEWEST ? `${countText(NEWEST)}+` : countText(count)

function dropState(dragged: Subject | null, column: Column, isOver: boolean): string | undefined {
  if (dragged === null || columnOf(dragged) === column) return undefined
  if (moveTo(dragged, column) === null) return 'no'
  return isOver ? 'over' : 'yes'
}
