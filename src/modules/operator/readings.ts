// What /metrics looks up when it is asked: the log, sockets, the queue of webhooks, orders, and the
// process itself. Whoever asks every few seconds must not slow down the shop: what counts rows runs
// where long reads run, over an index.

import type { Db } from '#db/port.ts'
import { ORDER_STATUSES } from '#domain/order.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import { figure, processReadings, type Reading } from '#lib/metrics.ts'

interface ReadingsDeps {
  db: Pick<Db, 'read' | 'longReads'>
  tail: Pick<Tail, 'head'>
  /** Asked late: who counts is made before what is counted. */
  sockets: () => { readonly size: number; readonly paused: number }
  clock: Clock
}

export function createReadings({ db, tail, sockets, clock }: ReadingsDeps) {
  const queue = (): Promise<{ waiting: number; oldest: number | null } | null> =>
    db.longReads.get(
      `SELECT COUNT(*) AS waiting, MIN(due_at) AS oldest
       FROM webhook_deliveries
       WHERE status = 'pending'`,
    )

  return {
    orderd_log_head: figure('Number of the last event.', () => tail.head),
    orderd_log_lag: figure(
      'Events that are committed and not yet handed to live updates and webhooks.',
      async () => Math.max(0, (await feedState(db.read)).head - tail.head),
    ),
    orderd_sockets: figure('Live connections of this process.', () => sockets().size),
    orderd_sockets_paused: figure(
      'Live connections that read more slowly than they are written to.',
      () => sockets().paused,
    ),
    orderd_webhook_deliveries_waiting: figure(
      'Webhook deliveries that are still to be made.',
      async () => (await queue())?.waiting ?? 0,
    ),
    orderd_webhook_deliveries_overdue_seconds: figure(
      'How long the oldest of them has been due.',
      async () => Math.max(0, clock.now() - ((await queue())?.oldest ?? clock.now())) / 1000,
    ),
    orderd_orders: {
      help: 'Orders by status.',
      label: 'status',
      async read() {
        const rows = await db.longReads.all<{ status: string; orders: number }>(
          'SELECT status, COUNT(*) AS orders FROM orders GROUP BY status ORDER BY status',
        )
        const none = Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0]))
        return { ...none, ...Object.fromEntries(rows.map((row) => [row.status, row.orders])) }
      },
    },
    ...processReadings(clock.now()),
  } satisfies Record<string, Reading>
}
