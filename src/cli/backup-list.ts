// `backup list`: the backups of an installation, newest first.

import { listBackups } from '#db/backup/backup.ts'
import { backupJson, megabytes, sqliteDirectory } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { options, flags }: InvocationOf<'backup list'>,
  io: Io,
): Promise<number> {
  const { backups } = sqliteDirectory(loadConfig(flags, io).config)
  for (const backup of listBackups(backups)) {
    const columns = [
      new Date(backup.created_at).toISOString(),
      backup.kind.padEnd(10),
      megabytes(backup.bytes).padStart(10),
      backup.path,
    ]
    io.out(options.json ? jsonLine(backupJson(backup)) : line(columns.join('  ')))
  }
  return EXIT.done
}
