// A lost database is not a new shop: where a directory has traces of a shop but no database, no command
// makes an empty one. The refusal names the traces and the remedies.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { listBackups } from '#db/backup/backup.ts'
import { refuseMoved } from '#db/sqlite/file.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { restoreHint } from './restore-hint.ts'

/**
 * Exit code 65 where a log, a mark, secrets or backups are there without their database; 78 where it was
 * moved to PostgreSQL. A first start that was cut off leaves no trace (lock, socket, empty directories),
 * and neither does the secret of a shop that always was on PostgreSQL.
 */
export function refuseLost(directory: DataDirectory): void {
  const { path, database } = directory
  if (existsSync(database)) return
  refuseMoved(database)
  const traces = tracesIn(directory)
  if (traces.length === 0) return
  throw new Failure(
    [
      `${database} is gone, but it left ${traces.join(', ')}`,
      restoreHint(directory),
      'if the data is in PostgreSQL: say --db',
      `for an empty shop in its place: orderd init --new-shop --data-dir ${path}`,
    ].join('\n'),
    EXIT.damaged,
  )
}

function tracesIn({ database, highWater, secrets, backups }: DataDirectory): string[] {
  const kept = filesIn(secrets)
  const files = [`${database}-wal`, highWater].filter((file) => existsSync(file))
  return [
    ...files.map((file) => basename(file)),
    ...(kept.length > 0 && !kept.includes(ELSEWHERE) ? [basename(secrets)] : []),
    ...(listBackups(backups).length > 0 ? [basename(backups)] : []),
  ]
}

/** Beside secrets that a shop on PostgreSQL made first: no file was lost there. */
const ELSEWHERE = 'postgres'

/** Before the first secret of a shop on PostgreSQL is made in a directory that has none. */
export function markElsewhere({ secrets }: DataDirectory): void {
  if (filesIn(secrets).length > 0) return
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  writeFileSync(join(secrets, ELSEWHERE), '', { mode: 0o600 })
}

function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
}
