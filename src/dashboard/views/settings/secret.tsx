// The dialog that displays a new secret once, to be copied.

import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { copy } from '#dashboard/parts/copy.ts'
import { Dialog } from '#dashboard/parts/dialog.tsx'

interface SecretProps {
  title: string
  description: string
  secret: string
  onClose: () => void
}

export function Secret({ title, description, secret, onClose }: SecretProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={() => void copy(secret)}>{t.common.copy}</Button>
          <Button tone="main" onClick={onClose}>
            {t.settings.secretSaved}
          </Button>
        </>
      }
    >
      <p>{description}</p>
      <code className="settings-secret">{secret}</code>
      <p className="parts-notice parts-small" data-tone="wait">
        {t.settings.secretOnce}
      </p>
    </Dialog>
  )
}
