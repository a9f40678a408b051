// A secret, shown this once: to be copied, then gone from the screen for good.

import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { copy } from './copy.ts'

interface SecretProps {
  title: string
  /** What it is for. */
  about: string
  secret: string
  onClose: () => void
}

export function Secret({ title, about, secret, onClose }: SecretProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={() => void copy(secret)}>Copy</Button>
          <Button tone="main" onClick={onClose}>
            I have it
          </Button>
        </>
      }
    >
      <p>{about}</p>
      <code className="settings-secret">{secret}</code>
      <p className="parts-notice parts-small" data-tone="wait">
        It is not shown again. If it is lost, make a new one.
      </p>
    </Dialog>
  )
}
