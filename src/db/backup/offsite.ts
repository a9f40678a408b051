// Off-site copies of backups: the same files under the same names, on another disk or in a bucket. A copy that
// is listed is complete.

import type { BackupTarget } from '#lib/backup-target.ts'
import type { Backup } from './backup.ts'
import { directoryCopies } from './offsite-directory.ts'
import { s3Copies } from './offsite-s3.ts'

export type OffsiteCopy = Omit<Backup, 'path'>

export interface Offsite {
  /** For people, with a slash at its end: without key, endpoint and region. */
  readonly name: string
  /** Newest first. */
  list(): Promise<OffsiteCopy[]>
  /** Rejects with the signal's reason when it is aborted; nothing is listed then. */
  put(backup: Backup, stopped: AbortSignal): Promise<void>
  /** Writes the copy to a new file of mode 0600. */
  fetch(name: string, to: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Opens no connection: each call does. */
export const openOffsite = (target: BackupTarget): Offsite =>
  target.kind === 's3' ? s3Copies(target) : directoryCopies(target.path)
