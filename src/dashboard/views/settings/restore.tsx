// How one backup takes the place of the database: what to run, in which order, and what that costs.

import type { Backup } from '#client/index.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { exactText } from '#dashboard/parts/time.tsx'
import { copy } from './copy.ts'

interface RestoreProps {
  backup: Backup
  onClose: () => void
}

export function Restore({ backup: { name, created_at }, onClose }: RestoreProps) {
  const command = `orderd restore ${name}`
  return (
    <Dialog
      title="Restore a backup"
      onClose={onClose}
      foot={
        <>
          <Button onClick={() => void copy(command)}>Copy the command</Button>
          <Button tone="main" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p>
        It holds the shop as it was on {exactText(created_at)}. What came after is not in it; the
        database of now is kept beside it under another name.
      </p>
      <ol className="parts-stack settings-numbered">
        <li>Stop the server.</li>
        <li>
          At its machine, with the same <code>--data-dir</code>, run
          <code className="settings-secret settings-command">{command}</code>
        </li>
        <li>Start the server. Every open window begins anew by itself.</li>
      </ol>
    </Dialog>
  )
}
