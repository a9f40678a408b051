// The record of a backup that a person requested. The copy itself is made before, outside the transaction.

import { command } from '#commands/command.ts'
import { BackupModel } from './model.ts'

export const noteBackup = command({
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
})
