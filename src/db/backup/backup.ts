// Backups of a SQLite file, made while it is in use: VACUUM INTO reads one state of it beside its writer. A
// copy gets its final name after it was opened, checked and synced, so every listed backup can be restored.

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseRefused } from '#db/errors.ts'
import { putInPlace } from '#db/sqlite/file.ts'
import { copyDatabase } from './copy.ts'
import { type Verified, verifyFile } from './verify.ts'

export const BACKUP_KINDS = ['manual', 'scheduled', 'migration'] as const
/** The cause of a backup: a person, the schedule, or a change of the schema. */
export type BackupKind = (typeof BACKUP_KINDS)[number]

export interface Backup {
  path: string
  name: string
  kind: BackupKind
  created_at: number
  bytes: number
}

export interface CreatedBackup extends Backup {
  verified: Verified
}

export interface BackupRequest {
  database: string
  /** The directory of backups; it is made where it is missing. */
  directory: string
  kind: BackupKind
  now: number
}

const NAME = /^orderd-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(\d{3})-([a-z]+)\.db$/
/** The end of the name of a file that is not complete. */
export const DRAFT = '.partial'
const DRAFT_NAME = /\.(\d+)\.partial(?:-journal|-wal|-shm)?$/

/** DatabaseRefused where the copy is incomplete; DatabaseUnavailable where the disk is full. */
export function createBackup(request: BackupRequest): CreatedBackup {
  const { database, directory, kind, now } = request
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const name = nameOf(kind, now)
  const path = join(directory, name)
  const draft = `${path}.${process.pid}${DRAFT}`
  try {
    const headBefore = copyDatabase(database, draft)
    const verified = verifyFile(draft)
    if (verified.head < headBefore)
      throw new DatabaseRefused(`the copy of ${database} lacks events that were there`, 65)
    putInPlace(draft, path)
    return { path, name, kind, created_at: now, bytes: statSync(path).size, verified }
  } finally {
    rmSync(draft, { force: true })
  }
}

const nameOf = (kind: BackupKind, now: number): string => {
  const digits = new Date(now).toISOString().replace(/\D/g, '')
  return `orderd-${digits.slice(0, 8)}-${digits.slice(8)}-${kind}.db`
}

/**
 * Removes what processes that died left of their backups. Under the lock of the data directory, before its
 * holder makes a backup: in a container each process has the same pid, and a draft of this one's is an old one.
 */
export function removeDrafts(directory: string): void {
  for (const path of staleDrafts(directory)) rmSync(path, { force: true })
}

/** Drafts that no other process still writes. */
export function staleDrafts(directory: string): string[] {
  return namesIn(directory)
    .filter((name) => {
      const draft = DRAFT_NAME.exec(name)
      return draft !== null && !isAnother(Number(draft[1]))
    })
    .map((name) => join(directory, name))
}

/** True where a living process besides this one has the pid: `backup verify` fetches without the lock. */
function isAnother(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Newest first, by their names. Files of other names are left out. */
export function listBackups(directory: string): Backup[] {
  return namesIn(directory)
    .flatMap((name) => backupOf(directory, name) ?? [])
    .sort((a, b) => (a.name < b.name ? 1 : -1))
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function backupOf(directory: string, name: string): Backup | null {
  const named = parseBackupName(name)
  if (named === null) return null
  const path = join(directory, name)
  return { path, ...named, bytes: statSync(path).size }
}

/** null: not the name of a backup. */
export function parseBackupName(name: string): Pick<Backup, 'name' | 'kind' | 'created_at'> | null {
  const match = NAME.exec(name)
  const kind = BACKUP_KINDS.find((known) => known === match?.[8])
  if (match === null || kind === undefined) return null
  const [year, month, day, hour, minute, second, ms] = match.slice(1, 8).map(Number)
  const created_at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, ms)
  return { name, kind, created_at }
}

export const removeBackup = ({ path }: Backup): void => rmSync(path)
