// The trace of a backup that a person asked for. The copy itself is made before: a transaction waits
// for no file.

import type { Static } from '@sinclair/typebox'
import type { Command } from '#commands/command.ts'
import { BackupModel } from './model.ts'

export const noteBackup: Command<Static<typeof BackupModel>> = {
  name: 'backup.create',
  args: BackupModel,
  who: 'admin',
  async run(_tx, backup) {
    const { name, bytes } = backup
    const subject = { key: 'backup', value: { name, bytes } }
    return {
      status: 201,
      body: backup,
      events: [{ type: 'backup.created', subject, staff_only: true }],
    }
  },
}
