// The book of stock, append-only: every change of a level is a movement with who, when and why, and
// every level is the sum of its movements.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import { MOVEMENTS, type Movement } from './store/movements.ts'

/** Deltas are 0, order and reason null, unless given. */
export type NewMovement = Pick<Movement, 'product_n' | 'location_n' | 'kind'> &
  Partial<Pick<Movement, 'on_hand_delta' | 'reserved_delta' | 'order_n' | 'reason'>>

/** Writes movements down: who, when, why. */
export const recordMovements = (
  tx: Tx,
  { caller, ids, now }: Pick<Context, 'caller' | 'ids' | 'now'>,
  movements: readonly NewMovement[],
): Promise<void> => {
  const actor = actorOf(caller)
  return MOVEMENTS.insert(
    tx,
    movements.map((movement) => ({
      id: ids.next('mov'),
      product_n: movement.product_n,
      location_n: movement.location_n,
      kind: movement.kind,
      on_hand_delta: movement.on_hand_delta ?? 0,
      reserved_delta: movement.reserved_delta ?? 0,
      order_n: movement.order_n ?? null,
      reason: movement.reason ?? null,
      actor,
      created_at: now,
    })),
  )
}
