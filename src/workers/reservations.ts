// The sweep of reservations expires unpaid orders at the end of their hold time and releases their stock.
// Each order is a command of its own, so a payment that comes meanwhile is either before it or after it.

import type { Execute } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import { expireOrder, loadExpirable } from '#modules/orders/public.ts'
import { SWEEP_BATCH } from './loop.ts'

/** One bounded batch; returns how many orders were looked at. A full batch means: call again. */
export async function expireReservations(
  { read, execute }: { read: Sql; execute: Execute },
  now: number,
): Promise<number> {
  const due = await loadExpirable(read, now, SWEEP_BATCH)
  await Promise.all(
    due.map(({ id }) =>
      execute(expireOrder, { id }, { caller: { kind: 'system' }, requestId: 'sweeper' }),
    ),
  )
  return due.length
}
