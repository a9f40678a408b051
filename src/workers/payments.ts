// The sweep of payments voids authorizations at their end, and flags orders with a transaction that stays
// pending. Each order is a command of its own.

import type { Command, Execute } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import {
  flagPendingTransactions,
  lapseAuthorizations,
  loadLapsed,
  loadOverdue,
} from '#modules/payments/public.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { SWEEP_BATCH } from './loop.ts'

/** One bounded batch of each; returns how many orders were looked at. A full batch means: call again. */
export async function sweepPayments(
  { read, execute }: { read: Sql; execute: Execute },
  now: number,
): Promise<number> {
  const call = { caller: { kind: 'system' }, requestId: 'sweeper' } as const
  const runAll = async (command: Command<{ id: string }>, due: { id: string }[]) => {
    await Promise.all(due.map(({ id }) => execute(command, { id }, call)))
    return due.length
  }
  const { hold_ms } = await loadSettings(read)
  const lapsed = await runAll(lapseAuthorizations, await loadLapsed(read, now, SWEEP_BATCH))
  const overdue = await runAll(
    flagPendingTransactions,
    await loadOverdue(read, now, hold_ms, SWEEP_BATCH),
  )
  return Math.max(lapsed, overdue)
}
