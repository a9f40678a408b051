// The columns of the board and what moving a card from one to another means. A move that is not here
// is refused on the spot, with the reason.

import type { Filter, Order } from '#client/index.ts'
import { isCancellable, STEPS, type StepName, type Subject } from '#dashboard/parts/order/steps.ts'

type DisplayStatus = Order['display_status']

export interface Column {
  key: string
  title: string
  statuses: readonly DisplayStatus[]
  /** What to send for a card that is dropped here. */
  steps: readonly (StepName | 'cancel')[]
  /** Work still to do: all of it is held. The others show the newest. */
  isOpen: boolean
  /** Nothing is dropped there, so that it needs no room while it is empty. */
  hidesEmpty?: boolean
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'draft',
    title: 'Drafts',
    statuses: ['draft'],
    steps: [],
    isOpen: true,
    hidesEmpty: true,
  },
  {
    key: 'pending',
    title: 'Pending',
    statuses: ['pending'],
    steps: ['place', 'release'],
    isOpen: true,
  },
  {
    key: 'processing',
    title: 'Processing',
    statuses: ['processing'],
    steps: ['confirm', 'release', 'reopen'],
    isOpen: true,
  },
  { key: 'on_hold', title: 'On hold', statuses: ['on_hold'], steps: ['hold'], isOpen: true },
  {
    key: 'partially_shipped',
    title: 'Partly shipped',
    statuses: ['partially_shipped'],
    steps: ['release'],
    isOpen: true,
    hidesEmpty: true,
  },
  { key: 'shipped', title: 'Shipped', statuses: ['shipped'], steps: ['ship'], isOpen: false },
  {
    key: 'delivered',
    title: 'Delivered',
    statuses: ['delivered'],
    steps: ['deliver'],
    isOpen: false,
  },
  {
    key: 'completed',
    title: 'Completed',
    statuses: ['completed'],
    steps: ['complete'],
    isOpen: false,
  },
  {
    key: 'closed',
    title: 'Closed',
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

/** What the board follows: all open work, and the newest of each kind that is done. */
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

export const columnOf = ({ display_status }: Subject): Column | undefined =>
  COLUMNS.find(({ statuses }) => statuses.includes(display_status))

export type Move = StepName | 'cancel'

/** The step that takes the card there, or null. */
export function moveTo(order: Subject, target: Column): Move | null {
  if (columnOf(order) === target) return null
  return target.steps.find((step) => leads(order, step, target)) ?? null
}

function leads(order: Subject, step: Move, target: Column): boolean {
  if (step === 'cancel') return isCancellable(order)
  if (!STEPS[step].isOffered(order)) return false
  // A released order goes back to where it was, not to where it is dropped.
  if (step === 'release') return target.key === placeWithoutHold(order)
  return true
}

function placeWithoutHold({ status, fulfillment_status }: Subject): string {
  if (status === 'pending') return 'pending'
  return fulfillment_status === 'partially_fulfilled' ? 'partially_shipped' : 'processing'
}

/** Why a card cannot go there. */
export function whyNot(order: Subject, target: Column): string {
  const from = columnOf(order)?.title ?? order.display_status
  if (order.on_hold) return 'It is on hold. Release it first.'
  return WHY_NOT[target.key]?.(order) ?? `An order that is ${from.toLowerCase()} does not go there.`
}

const WHY_NOT: Readonly<Record<string, (order: Subject) => string>> = {
  draft: () => 'What was placed is no draft any more.',
  pending: () => 'A confirmed order does not become pending again.',
  shipped: ({ status }) =>
    status === 'pending' ? 'It has to be confirmed before it ships.' : 'Nothing is left to ship.',
  partially_shipped: () => 'Choose what ships on the page of the order.',
  delivered: () => 'It has to be shipped before it is delivered.',
  completed: ({ due_total }) =>
    due_total === 0 ? 'It completes when all of it has shipped.' : 'It is not paid in full.',
  closed: () => 'It is done: give goods or money back on the page of the order.',
}
