// The dialog with the steps that restore a backup, at the command line.

import type { Backup } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { copy } from '#dashboard/parts/copy.ts'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Prose } from '#dashboard/parts/prose.tsx'
import { exactText } from '#dashboard/parts/time.tsx'

interface RestoreProps {
  backup: Backup
  onClose: () => void
}

export function Restore({ backup: { name, created_at }, onClose }: RestoreProps) {
  const command = `orderd restore ${name}`
  return (
    <Dialog
      title={t.settings.backups.restoreTitle}
      onClose={onClose}
      foot={
        <>
          <Button onClick={() => void copy(command)}>{t.settings.backups.copyCommand}</Button>
          <Button tone="main" onClick={onClose}>
            {t.common.close}
          </Button>
        </>
      }
    >
      <p>{t.settings.backups.restoreDescription(exactText(created_at))}</p>
      <ol className="parts-stack settings-numbered">
        <li>{t.settings.backups.stopServer}</li>
        <li>
          <Prose text={t.settings.backups.run} />
          <code className="settings-secret settings-command">{command}</code>
        </li>
        <li>{t.settings.backups.startServer}</li>
      </ol>
    </Dialog>
  )
}
