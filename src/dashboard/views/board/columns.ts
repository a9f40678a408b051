// The columns of the board and the step that a move between two of them takes. Other moves are refused
// at once, with the reason.

import type { Filter, Order, OrderSummary } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import type { StepName } from '#dashboard/parts/order/steps.ts'
import { DISPLAY, wordOf } from '#dashboard/parts/status.tsx'

type DisplayStatus = Order['display_status']

export interface Column {
  key: string
  title: string
  statuses: readonly DisplayStatus[]
  /** The steps that bring a card here; the first that the order allows is taken. */
  steps: readonly Move[]
  /** Open work, of which all orders are loaded. The other columns load the newest. */
  isOpen: boolean
  /** No card can be dropped there, so that it is hidden while it is empty. */
  hidesEmpty?: boolean
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'draft',
    title: t.board.drafts,
    statuses: ['draft'],
    steps: [],
    isOpen: true,
    hidesEmpty: true,
  },
  {
    key: 'pending',
    title: wordOf(DISPLAY, 'pending'),
    statuses: ['pending'],
    steps: ['place', 'release'],
    isOpen: true,
  },
  {
    key: 'processing',
    title: wordOf(DISPLAY, 'processing'),
    statuses: ['processing'],
    steps: ['confirm', 'release', 'reopen'],
    isOpen: true,
  },
  {
    key: 'on_hold',
    title: wordOf(DISPLAY, 'on_hold'),
    statuses: ['on_hold'],
    steps: ['hold'],
    isOpen: true,
  },
  {
    key: 'partially_shipped',
    title: wordOf(DISPLAY, 'partially_shipped'),
    statuses: ['partially_shipped'],
    steps: ['release'],
    isOpen: true,
    hidesEmpty: true,
  },
  {
    key: 'shipped',
    title: wordOf(DISPLAY, 'shipped'),
    statuses: ['shipped'],
    steps: ['ship'],
    isOpen: false,
  },
  {
    key: 'delivered',
    title: wordOf(DISPLAY, 'delivered'),
    statuses: ['delivered'],
    steps: ['deliver'],
    isOpen: false,
  },
  {
    key: 'completed',
    title: wordOf(DISPLAY, 'completed'),
    statuses: ['completed'],
    steps: ['complete'],
    isOpen: false,
  },
  {
    key: 'closed',
    title: t.board.closed,
    statuses: ['cancelled', 'expired', 'refunded'],
    steps: ['cancel'],
    isOpen: false,
  },
]

export const NEWEST = 60

interface Source {
  filter: Filter
  snapshot: 'all' | 'newest'
  limit: number
}

const sourceOf = (columns: readonly Column[], snapshot: Source['snapshot']): Source => ({
  filter: { display_status: columns.flatMap(({ statuses }) => statuses), archived: false },
  snapshot,
  limit: snapshot === 'all' ? 500 : NEWEST,
})

const column = (key: string): Column => {
  const found = COLUMNS.find((one) => one.key === key)
  if (found === undefined) throw new Error(`no column ${key}`)
  return found
}

/** The topics of the board: all open work, and the newest orders of each closed column. */
export const SOURCES = {
  open: sourceOf(
    COLUMNS.filter(({ isOpen }) => isOpen),
    'all',
  ),
  shipped: sourceOf([column('shipped')], 'newest'),
  delivered: sourceOf([column('delivered')], 'newest'),
  completed: sourceOf([column('completed')], 'newest'),
  closed: sourceOf([column('closed')], 'newest'),
} as const

export const columnOf = ({ display_status }: OrderSummary): Column | undefined =>
  COLUMNS.find(({ statuses }) => statuses.includes(display_status))

export type Move = Exclude<StepName, 'resolve' | 'archive' | 'unarchive'> | 'cancel'

const isOpen = ({ status }: OrderSummary): boolean => status === 'pending' || status === 'confirmed'
const isShippable = ({ fulfillment_status }: OrderSummary): boolean =>
  fulfillment_status === 'unfulfilled' || fulfillment_status === 'partially_fulfilled'

/** The moves that a card offers: the summary of an order has no `allowed`, and the server decides. */
const MOVES: Readonly<Record<Move, (order: OrderSummary) => boolean>> = {
  place: ({ status }) => status === 'draft',
  confirm: ({ status, on_hold }) => status === 'pending' && !on_hold,
  ship: (order) => order.status === 'confirmed' && !order.on_hold && isShippable(order),
  deliver: ({ status, fulfillment_status }) =>
    (status === 'confirmed' || status === 'completed') &&
    (fulfillment_status === 'fulfilled' || fulfillment_status === 'partially_fulfilled'),
  complete: (order) => order.status === 'confirmed' && order.due_total === 0 && !isShippable(order),
  reopen: ({ status }) => status === 'completed',
  hold: (order) => isOpen(order) && !order.on_hold,
  release: (order) => isOpen(order) && order.on_hold,
  cancel: isOpen,
}

/** The step that moves the card there, or null. */
export function moveTo(order: OrderSummary, target: Column): Move | null {
  if (columnOf(order) === target) return null
  return target.steps.find((step) => leads(order, step, target)) ?? null
}

function leads(order: OrderSummary, step: Move, target: Column): boolean {
  if (!MOVES[step](order)) return false
  // A released order returns to its column before the hold, wherever the card is dropped.
  if (step === 'release') return target.key === columnWithoutHold(order)
  return true
}

function columnWithoutHold({ status, fulfillment_status }: OrderSummary): string {
  if (status === 'pending') return 'pending'
  return fulfillment_status === 'partially_fulfilled' ? 'partially_shipped' : 'processing'
}

/** The reason why a card cannot be moved there. */
export function refusalOf(order: OrderSummary, target: Column): string {
  if (order.on_hold) return t.board.refused.onHold
  return (
    REFUSALS[target.key]?.(order) ??
    t.board.refused.other(columnOf(order)?.title ?? order.display_status)
  )
}

const REFUSALS: Readonly<Record<string, (order: OrderSummary) => string>> = {
  draft: () => t.board.refused.draft,
  pending: () => t.board.refused.pending,
  shipped: ({ status }) =>
    status === 'pending' ? t.board.refused.unconfirmed : t.board.refused.shipped,
  partially_shipped: () => t.board.refused.partiallyShipped,
  delivered: () => t.board.refused.delivered,
  completed: ({ due_total }) =>
    due_total === 0 ? t.board.refused.unshipped : t.board.refused.unpaid,
  closed: () => t.board.refused.closed,
}
