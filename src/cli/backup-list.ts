// `backup list`: the backups of an installation, newest first.

import { listBackups } from '#db/backup/backup.ts'
import { backupJson, megabytes, offsiteOf, reached, sqliteDirectory } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { options, flags }: InvocationOf<'backup list'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const local = listBackups(sqliteDirectory(config).backups)
  const offsite = offsiteOf(config)
  const copies = offsite === null ? [] : await reached(offsite, () => offsite.list())
  const isOffsite = (name: string) => copies.some((copy) => copy.name === name)
  const elsewhere = copies.filter(({ name }) => !local.some((backup) => backup.name === name))
  const all = [...local, ...elsewhere.map((copy) => ({ ...copy, path: null }))]
  for (const backup of all.sort((a, b) => (a.name < b.name ? 1 : -1))) {
    const copy = offsite !== null && isOffsite(backup.name) ? `${offsite.name}${backup.name}` : null
    const columns = [
      new Date(backup.created_at).toISOString(),
      backup.kind.padEnd(10),
      megabytes(backup.bytes).padStart(10),
      ...[backup.path, copy].filter((place) => place !== null),
    ]
    io.out(options.json ? jsonLine({ ...backupJson(backup), copy }) : line(columns.join('  ')))
  }
  return EXIT.done
}
