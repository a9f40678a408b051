// The transition table of orders (docs/domain.md §3): the statuses from which each step is allowed, and the
// one where it leads. Every command that changes an order's status asks it first.

import { DomainError } from './errors.ts'
import type { Order, OrderStatus } from './order.ts'

interface Transition {
  from: readonly OrderStatus[]
  /** null: the status stays as it is. */
  to: OrderStatus | null
}

const PLACED = ['pending', 'confirmed', 'completed'] as const

export const TRANSITIONS = {
  place: { from: ['draft'], to: 'pending' },
  confirm: { from: ['pending'], to: 'confirmed' },
  expire: { from: ['pending'], to: 'expired' },
  pay_late: { from: ['expired'], to: 'confirmed' },
  cancel: { from: ['pending', 'confirmed'], to: 'cancelled' },
  complete: { from: ['confirmed'], to: 'completed' },
  reopen: { from: ['completed'], to: 'confirmed' },
  hold: { from: ['pending', 'confirmed'], to: null },
  release: { from: ['pending', 'confirmed'], to: null },
  delete: { from: ['draft'], to: null },
  edit: { from: ['draft', ...PLACED], to: null },
  pay: { from: [...PLACED, 'cancelled', 'expired'], to: null },
  fulfill: { from: ['confirmed'], to: null },
  deliver: { from: ['confirmed', 'completed'], to: null },
  unship: { from: ['confirmed', 'completed'], to: null },
  return: { from: ['confirmed', 'completed'], to: null },
} as const satisfies Record<string, Transition>

export type StepName = keyof typeof TRANSITIONS

/** Does the table allow `step` from `status`? */
export function allows(step: StepName, status: OrderStatus): boolean {
  const { from }: Transition = TRANSITIONS[step]
  return from.includes(status)
}

/** 409 bad_transition {from, to} unless the table allows `step` from the order's status. */
export function requireTransition(order: Order, step: StepName): void {
  if (allows(step, order.status)) return
  const to = TRANSITIONS[step].to ?? step
  throw new DomainError('bad_transition', `A ${order.status} order cannot ${VERB[step]}.`, {
    from: order.status,
    to,
  })
}

/**
 * Is a part of an order, a `noun` in state `status`, in state `to` already? 409 bad_transition {from, to}
 * unless it is in one of `sources`.
 */
export function isInState<State extends string>(
  noun: 'fulfillment' | 'return',
  status: State,
  to: State,
  sources: readonly State[],
): boolean {
  if (status === to) return true
  if (sources.includes(status)) return false
  throw new DomainError('bad_transition', `A ${status} ${noun} cannot become ${to}.`, {
    from: status,
    to,
  })
}

const VERB: Record<StepName, string> = {
  place: 'be placed',
  confirm: 'be confirmed',
  expire: 'expire',
  pay_late: 'be confirmed by a late payment',
  cancel: 'be cancelled',
  complete: 'be completed',
  reopen: 'be reopened',
  hold: 'be put on hold',
  release: 'be released',
  delete: 'be deleted',
  edit: 'be edited',
  pay: 'take a payment',
  fulfill: 'be fulfilled',
  deliver: 'be delivered',
  unship: 'have a shipment undone',
  return: 'take a return',
}
