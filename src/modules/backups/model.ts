// Backups on the wire: by name, without their path.

import { type Static, Type } from '@sinclair/typebox'
import { Nullable, OneOf, Page, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'

const KINDS = ['manual', 'scheduled', 'migration'] as const

/** As the backup directory lists it. */
export interface StoredBackup {
  name: string
  kind: (typeof KINDS)[number]
  created_at: number
  bytes: number
}

export const BackupModel = Type.Object(
  {
    name: Type.String({
      description: 'What `orderd restore` takes.',
      examples: ['orderd-20261122-030000000-scheduled.db'],
    }),
    kind: OneOf(KINDS, 'Who asked for it: a person, the schedule, or a change of the schema.'),
    created_at: Time,
    bytes: Type.Integer(),
    is_offsite: Type.Boolean({ description: 'It has a copy at `offsite.name`, as last seen.' }),
  },
  {
    title: 'Backup',
    description:
      'It has a name only since it was opened and checked: each that is listed was whole.',
  },
)

export const BackupList = Type.Object({
  ...Page(BackupModel).properties,
  supported: Type.Boolean({
    description: 'false on PostgreSQL: its own tools make backups, and nothing is listed here.',
  }),
  schedule: Nullable(Type.String({ description: 'A cron line, in UTC; null: none by itself.' })),
  keep: Type.Integer({ description: 'How many that the schedule made are kept.' }),
  offsite: Nullable(
    Type.Object({
      name: Type.String({ examples: ['s3://shop-backups/orderd/'] }),
      failure: Nullable(Type.String({ description: 'Why the last attempt to copy failed.' })),
    }),
    { description: 'Where each backup is copied to (BACKUP_TO); null: nowhere.' },
  ),
})

export const presentBackup = (
  { name, kind, created_at, bytes }: StoredBackup,
  copies: ReadonlySet<string>,
): Static<typeof BackupModel> => ({
  name,
  kind,
  created_at: iso(created_at),
  bytes,
  is_offsite: copies.has(name),
})
