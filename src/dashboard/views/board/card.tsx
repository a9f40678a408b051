// One order on the board: a link to its page that can be dragged, with a menu of the moves it has for
// those who do not drag.

import { Link } from '@tanstack/react-router'
import { type DragEvent, memo } from 'react'
import { Money } from '#dashboard/lib/money.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { nameOf, type Subject } from '#dashboard/parts/order/steps.ts'
import { PAYMENT, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'

interface CardProps {
  order: Subject
  isMovable: boolean
  isNew: boolean
  /** It was moved, the server has not said so yet. */
  isWaiting: boolean
  /** In the order of Tab: one of each column, arrows reach the others. */
  isEntry: boolean
  movesOf: (order: Subject) => readonly MenuItem[]
  onDrag: (order: Subject | null) => void
}

export const Card = memo(function Card(props: CardProps) {
  const { order, isMovable, isNew, isWaiting, isEntry, movesOf, onDrag } = props
  const start = (event: DragEvent) => {
    event.dataTransfer.setData('text/plain', nameOf(order))
    event.dataTransfer.effectAllowed = 'move'
    onDrag(order)
  }
  return (
    <li
      className="board-card"
      draggable={isMovable}
      data-new={isNew || undefined}
      data-waiting={isWaiting || undefined}
      data-order={order.id}
      onDragStart={start}
      onDragEnd={() => onDrag(null)}
    >
      <Link
        className="board-card-link"
        to="/orders/$id"
        params={{ id: order.id }}
        preload={false}
        draggable={false}
        tabIndex={isEntry ? 0 : -1}
        data-card={order.id}
      >
        <span className="parts-strong parts-tabular">{nameOf(order)}</span>
        <Money minor={order.total} currency={order.currency} />
        <span className="board-who-line parts-truncate">{order.email ?? 'No e-mail'}</span>
        {order.attention === true && <span className="parts-card-flag">Needs attention</span>}
        <span className="board-foot">
          <Status words={PAYMENT} value={order.payment_status} />
          <span className="parts-push">
            <Time at={order.placed_at ?? order.created_at} />
          </span>
        </span>
      </Link>
      {isMovable && (
        <Menu
          className="board-card-menu"
          label={`Move ${nameOf(order)}`}
          title="Move (M)"
          tone="quiet"
          size="small"
          items={() => movesOf(order)}
          isTabStop={isEntry}
        >
          <Icon name="more" />
        </Menu>
      )}
    </li>
  )
})
