// The routes of backups, for admins: the list, and a new one. A backup cannot be downloaded, because it contains
// every hash and secret. A restore needs a stopped server, and so the command line.

import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import { DomainError } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { page } from '#http/paging.ts'
import { responses } from '#http/responses.ts'
import { Body, ListQuery } from '#http/schema.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import type { Log } from '#lib/log.ts'
import { noteBackup } from './commands.ts'
import { BackupList, BackupModel, presentBackup, type StoredBackup } from './model.ts'

interface BackupDirectory<B extends StoredBackup> {
  list(): B[]
  /** null: aborted by the signal. */
  create(kind: 'manual', now: number, stopped: AbortSignal): Promise<B | null>
  remove(backup: B): void
  mirror: { state(): OffsiteState } | null
}

interface BackupsDeps<B extends StoredBackup> {
  guard: Guard
  execute: Execute
  clock: Clock
  log: Log
  config: Pick<Config, 'backupSchedule' | 'backupKeep'>
  /** null on PostgreSQL. */
  backups: BackupDirectory<B> | null
  draining: AbortSignal
}

interface OffsiteState {
  name: string
  copies: ReadonlySet<string>
  failure: string | null
}

const NO_COPIES: ReadonlySet<string> = new Set()

const LIST = { sort: '-created_at', filter: {} }

export function backupsRoutes<B extends StoredBackup>(deps: BackupsDeps<B>) {
  const { guard, execute, clock, log, config, backups, draining } = deps
  let isMaking = false

  /** 409 in_progress while another one is made; 503 where the disk is full or the server stops. */
  async function make(directory: BackupDirectory<B>): Promise<B> {
    if (isMaking) throw new DomainError('in_progress', 'A backup is being made already.')
    isMaking = true
    try {
      const now = clock.now()
      const made = await directory.create('manual', now, draining)
      if (made === null) throw new DomainError('unavailable', 'The server is shutting down.')
      log.info('made a backup', { backup: made.name, ms: clock.now() - now })
      return made
    } finally {
      isMaking = false
    }
  }

  return new Elysia({ name: 'backups', normalize: false })
    .use(guard)
    .get(
      '/backups',
      async ({ query }) => {
        const { rows, next_cursor } = await page(query, {
          list: LIST,
          shape: ['string'],
          // Names sort by time, because they begin with it.
          load: async (after, limit) =>
            (backups?.list() ?? [])
              .filter(({ name }) => after === null || name < after[0])
              .slice(0, limit),
          keysOf: ({ name }) => [name],
        })
        const state = backups?.mirror?.state() ?? null
        return json({
          items: rows.map((row) => presentBackup(row, state?.copies ?? NO_COPIES)),
          next_cursor,
          supported: backups !== null,
          schedule: backups === null ? null : config.backupSchedule,
          keep: config.backupKeep,
          offsite: state === null ? null : { name: state.name, failure: state.failure },
        })
      },
      {
        who: 'admin',
        query: ListQuery({}),
        response: responses(200, BackupList),
        ...describe('listBackups', 'The backups there are, newest first'),
      },
    )
    .post(
      '/backups',
      async ({ call, request, server }) => {
        if (backups === null) throw new DomainError('not_supported', ON_POSTGRES)
        // A large database takes longer than the server's timeout.
        server?.timeout(request, 0)
        const made = await make(backups)
        const outcome = execute(noteBackup, presentBackup(made, NO_COPIES), call)
        // Removed where its record was refused, or where the request was a replay.
        const isKept = await outcome.then(
          ({ isReplay }) => !isReplay,
          () => false,
        )
        if (!isKept) backups.remove(made)
        return answer(outcome)
      },
      {
        who: 'admin',
        body: Body({}),
        response: responses(201, BackupModel, ['in_progress', 'not_supported']),
        ...describe(
          'createBackup',
          'Make one now, while the server goes on; answers when it is checked and on the disk',
        ),
      },
    )
}

const ON_POSTGRES =
  'This installation is on PostgreSQL: back it up with pg_dump, restore it with pg_restore and run ' +
  'orderd epoch renew afterwards.'

const describe = (operationId: string, summary: string) => ({
  detail: { operationId, summary, tags: ['Backups'] },
})
