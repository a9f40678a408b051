// The backups of one installation, as its server has them: listed, made on a thread while it serves,
// taken away. Restoring is not here: for that the server has to stop.

import {
  type Backup,
  type BackupKind,
  type CreatedBackup,
  listBackups,
  removeBackup,
} from './backup.ts'
import { createBackupOnThread } from './thread.ts'

export interface BackupShelf {
  /** Newest first. */
  list(): Backup[]
  /** null: given up, because of the signal. DatabaseUnavailable where the disk is full. */
  create(kind: BackupKind, now: number, stopped: AbortSignal): Promise<CreatedBackup | null>
  remove(backup: Backup): void
}

interface Places {
  database: string
  backups: string
}

export const openShelf = ({ database, backups: directory }: Places): BackupShelf => ({
  list: () => listBackups(directory),
  create: (kind, now, stopped) => createBackupOnThread({ database, directory, kind, now }, stopped),
  remove: removeBackup,
})
