// The directory of an installation's backups: a running server lists, creates and removes them. Restoring
// needs a stopped server: restore.ts.

import {
  type Backup,
  type BackupKind,
  type CreatedBackup,
  listBackups,
  removeBackup,
} from './backup.ts'
import { createBackupOnThread } from './thread.ts'

export interface BackupDirectory {
  /** Newest first. */
  list(): Backup[]
  /** null: the signal aborted it. DatabaseUnavailable where the disk is full. */
  create(kind: BackupKind, now: number, stopped: AbortSignal): Promise<CreatedBackup | null>
  remove(backup: Backup): void
}

interface Paths {
  database: string
  backups: string
}

export const openBackupDirectory = ({ database, backups: directory }: Paths): BackupDirectory => ({
  list: () => listBackups(directory),
  create: (kind, now, stopped) => createBackupOnThread({ database, directory, kind, now }, stopped),
  remove: removeBackup,
})
