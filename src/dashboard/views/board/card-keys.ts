// The keys of the board: arrows go from card to card, Shift with left or right moves the card, M opens
// its menu. Enter follows the link of the card.

import type { KeyboardEvent, RefObject } from 'react'

type Target = (columns: HTMLElement[][], column: number, row: number) => HTMLElement | undefined

const TARGETS: Readonly<Record<string, Target>> = {
  ArrowDown: (columns, column, row) => columns[column]?.[row + 1],
  ArrowUp: (columns, column, row) => columns[column]?.[row - 1],
  ArrowRight: (columns, column, row) => beside(columns.slice(column + 1), row),
  ArrowLeft: (columns, column, row) => beside(columns.slice(0, column).reverse(), row),
  Home: (columns, column) => columns[column]?.[0],
  End: (columns, column) => columns[column]?.at(-1),
}

/** The nearest column that has a card. */
function beside(columns: HTMLElement[][], row: number): HTMLElement | undefined {
  const column = columns.find((cards) => cards.length > 0)
  return column?.[Math.min(row, column.length - 1)]
}

interface Handlers {
  onMove: (id: string, direction: 1 | -1) => void
}

export function useCardKeys(board: RefObject<HTMLElement | null>, { onMove }: Handlers) {
  return (event: KeyboardEvent) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>('[data-card]')
    const id = card?.dataset.card
    if (card === null || id === undefined || board.current === null) return
    if (event.key.toLowerCase() === 'm') {
      card.parentElement?.querySelector('button')?.click()
      event.preventDefault()
      return
    }
    if (event.shiftKey && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault()
      onMove(id, event.key === 'ArrowRight' ? 1 : -1)
      return
    }
    const columns = [...board.current.querySelectorAll('.board-column')].map((column) => [
      ...column.querySelectorAll<HTMLElement>('[data-card]'),
    ])
    const column = columns.findIndex((cards) => cards.includes(card))
    const next = TARGETS[event.key]?.(columns, column, columns[column]?.indexOf(card) ?? 0)
    if (next === undefined) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
}
