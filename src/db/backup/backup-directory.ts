// The directory of an installation's backups, and its off-site copies: a running server lists, creates and
// removes them. Restoring needs a stopped server: restore.ts.

import type { Config } from '#lib/config.ts'
import type { Log } from '#lib/log.ts'
import {
  type Backup,
  type BackupKind,
  type CreatedBackup,
  listBackups,
  removeBackup,
} from './backup.ts'
import { createMirror, type Mirror } from './mirror.ts'
import { openOffsite } from './offsite.ts'
import { openBackupThread } from './thread.ts'

export interface BackupDirectory {
  /** Newest first. */
  list(): Backup[]
  /** null: the signal aborted it. DatabaseUnavailable where the disk is full. */
  create(kind: BackupKind, now: number, stopped: AbortSignal): Promise<CreatedBackup | null>
  remove(backup: Backup): void
  /** Starts the thread of backups now: a server may have no descriptors for it later. */
  keepThread(): void
  /** null: BACKUP_TO is not set. */
  mirror: Mirror | null
}

interface Paths {
  database: string
  backups: string
}

/** The target of off-site copies, and how many scheduled ones it keeps. */
type OffsiteOptions = Pick<Config, 'backupTo' | 'backupKeep'> & { log: Log }

export function openBackupDirectory(
  { database, backups: directory }: Paths,
  offsite?: OffsiteOptions,
): BackupDirectory {
  const list = () => listBackups(directory)
  const thread = openBackupThread()
  return {
    list,
    create: (kind, now, stopped) => thread.create({ database, directory, kind, now }, stopped),
    keepThread: thread.keep,
    remove: removeBackup,
    mirror: offsite === undefined ? null : mirrorOf(list, offsite),
  }
}

function mirrorOf(
  list: () => Backup[],
  { backupTo, backupKeep: keep, log }: OffsiteOptions,
): Mirror | null {
  return backupTo === null
    ? null
    : createMirror({ offsite: openOffsite(backupTo), list, keep, log })
}
