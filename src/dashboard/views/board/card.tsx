// The card of an order on the board: a draggable link to the order page, with a menu of its moves for
// keyboard and touch.

import { Link } from '@tanstack/react-router'
import { type DragEvent, memo } from 'react'
import type { OrderSummary } from '#client/index.ts'
import { Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { PAYMENT, Status } from '#dashboard/parts/status.tsx'
import { Time } from '#dashboard/parts/time.tsx'

interface CardProps {
  order: OrderSummary
  isMovable: boolean
  isNew: boolean
  /** It was moved and waits for the server. */
  isWaiting: boolean
  /** Tab reaches the first card of each column, arrows reach the others. */
  isTabStop: boolean
  movesOf: (order: OrderSummary) => readonly MenuItem[]
  onDrag: (order: OrderSummary | null) => void
}

export const Card = memo(function Card(props: CardProps) {
  const { order, isMovable, isNew, isWaiting, isTabStop, movesOf, onDrag } = props
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
        tabIndex={isTabStop ? 0 : -1}
        data-card={order.id}
      >
        <span className="parts-strong parts-tabular">{nameOf(order)}</span>
        <Money minor={order.total} currency={order.currency} />
        <span className="board-card-customer parts-truncate">{order.email ?? t.board.noEmail}</span>
        {order.attention === true && (
          <span className="parts-card-flag">{t.board.needsAttention}</span>
        )}
        <span className="board-card-foot">
          <Status words={PAYMENT} value={order.payment_status} />
          <span className="parts-push">
            <Time at={order.placed_at ?? order.created_at} />
          </span>
        </span>
      </Link>
      {isMovable && (
        <Menu
          className="board-card-menu"
          label={t.board.move(nameOf(order))}
          title={t.board.moveHint}
          tone="quiet"
          size="small"
          items={() => movesOf(order)}
          isTabStop={isTabStop}
        >
          <Icon name="more" />
        </Menu>
      )}
    </li>
  )
})
