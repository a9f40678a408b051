// The readings of /metrics: the log, sockets, the webhook queue, orders and the process. Queries that count rows
// run on the connection of long reads, so that frequent scrapes do not slow down the shop.

import type { Db } from '#db/port.ts'
import { ORDER_STATUSES } from '#domain/order.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import { figure, processReadings, type Reading } from '#lib/metrics.ts'
import type { DiskWatch } from '#lib/slow-disk.ts'
import { countOrders, loadDeliveryQueue } from './queries.ts'

interface ReadingsDeps {
  /** null: none are made here. */
  backups: {
    list(): readonly { created_at: number }[]
    mirror: { state(): { newestAt: number | null } } | null
  } | null
  db: Pick<Db, 'read' | 'longReads' | 'writesWaiting'>
  disk: DiskWatch
  tail: Pick<Tail, 'head'>
  /** A function, because the sockets are created after the readings. */
  sockets: () => { readonly size: number; readonly paused: number }
  clock: Clock
}

export function createReadings({ db, disk, tail, backups, sockets, clock }: ReadingsDeps) {
  const mirror = backups?.mirror ?? null
  const queue = () => loadDeliveryQueue(db.longReads)

  return {
    orderd_log_head: figure('Number of the last event.', () => tail.head),
    orderd_log_lag: figure(
      'Events that are committed and not yet handed to live updates and webhooks.',
      async () => Math.max(0, (await feedState(db.read)).head - tail.head),
    ),
    orderd_slow_commits_total: {
      ...figure('Commits that took more than a second.', () => disk.slowCommits),
      isTotal: true,
    },
    orderd_disk_slow: figure('1 while commits are slow, as in the log.', () => Number(disk.isSlow)),
    orderd_writes_waiting: figure(
      'Writes that wait for their commit.',
      () => db.writesWaiting?.() ?? 0,
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
        const none = Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0]))
        return { ...none, ...(await countOrders(db.longReads)) }
      },
    },
    ...(backups === null
      ? {}
      : {
          orderd_backup_newest_timestamp_seconds: figure(
            'When the newest backup was made; 0 for none.',
            () => (backups.list()[0]?.created_at ?? 0) / 1000,
          ),
        }),
    ...(mirror === null
      ? {}
      : {
          orderd_backup_offsite_newest_timestamp_seconds: figure(
            'When the newest backup with an off-site copy was made; 0 for none.',
            () => (mirror.state().newestAt ?? 0) / 1000,
          ),
        }),
    ...processReadings(clock.now()),
  } satisfies Record<string, Reading>
}
