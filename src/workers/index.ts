// The list of everything that a node does by the clock; starts and stops it. Three timers are not in
// it, because commands without a server need them too: the checkpoint of the SQLite file and the idle
// limit of its read thread (db/sqlite), and the retry of a full log pipe (lib/line-sink). A commit wakes
// the tail and webhooks as an event; their entries here are the net below it.

import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Tail } from '#events/tail.ts'
import type { Random } from '#lib/backoff.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { createAddressRules } from '#lib/outbound-address.ts'
import { createPost, type Post } from '#lib/outbound-http.ts'
import type { Tracing } from '#lib/tracing.ts'
import { rewordBatch } from '#modules/operator/public.ts'
import { indexBatch, purgeWords } from '#modules/orders/public.ts'
import { type Backups, backupSchedule, offsiteCopies } from './backups.ts'
import { type Periodic, SWEEP_BATCH, startPeriodic } from './loop.ts'
import { sweepPayments } from './payments.ts'
import { expireReservations } from './reservations.ts'
import { forgetOld } from './retention.ts'
import { webhookDelivery } from './webhooks.ts'

export type { Periodic } from './loop.ts'

interface WorkersDeps {
  db: Db
  tail: Tail
  execute: Execute
  clock: Clock
  ids: Ids
  log: Log
  config: Config
  /** null on PostgreSQL, whose backups are its own. */
  backups: Backups | null
  tracing?: Tracing | null | undefined
  live: { pass(now: number): void }
  /** Sends webhooks: by HTTP unless given. */
  post?: Post
  /** The jitter of their retries. */
  random?: Random | undefined
  /** Periodic work of the caller. */
  also?: readonly Periodic[]
}

/** `stop` resolves when no pass and no attempt of a webhook is under way. */
export function startWorkers(deps: WorkersDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { clock, log, also = [] } = deps
  const running = startPeriodic([...workOf(deps, stopping.signal), ...also], {
    now: clock.now,
    onError: (worker, error) => log.error('worker', { worker, error }),
  })
  return {
    stop() {
      stopping.abort()
      return running.stop()
    },
  }
}

/** All periodic work of a node; a simulation calls its passes by its own clock. */
export function workOf(deps: WorkersDeps, stopping: AbortSignal): Periodic[] {
  const { db, tail, execute, clock, ids, config, live, random, tracing } = deps
  const { eventsRetainMs } = config
  const sweep = { read: db.read, execute }
  const addresses = createAddressRules({ allowPrivate: config.webhookAllowPrivate })
  const { post = createPost({ addresses }) } = deps
  return [
    { name: 'live', everyMs: 250, pass: async (now) => live.pass(now) },
    { name: 'tail', everyMs: 200, pass: () => tail.poll() },
    {
      name: 'reservations',
      everyMs: 1_000,
      pass: async (now) => (await expireReservations(sweep, now)) >= SWEEP_BATCH,
    },
    {
      name: 'payments',
      everyMs: 1_000,
      pass: async (now) => (await sweepPayments(sweep, now)) >= SWEEP_BATCH,
    },
    { name: 'search', everyMs: 1_000, pass: () => indexBatch(db) },
    // An erasure that was cut off before its answer.
    { name: 'erased words', everyMs: 60_000, pass: () => purgeWords(db) },
    // A node of an older orderd writes rows by older rules of search.
    { name: 'search words', everyMs: 1_000, pass: () => rewordBatch(db) },
    {
      name: 'retention',
      everyMs: 60_000,
      pass: (now) => forgetOld({ db, tail, eventsRetainMs }, now),
    },
    ...backupSchedule(deps, stopping),
    ...offsiteCopies(deps, stopping),
    webhookDelivery({ db, tail, execute, clock, ids, post, tracing, random }),
  ]
}
