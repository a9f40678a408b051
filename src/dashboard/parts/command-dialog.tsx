// A dialog that sends one command and closes when it succeeds. A refusal keeps the typed values.

import type { ReactNode } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { Button, type Tone } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { type FormState, Refusal, useForm } from './form.tsx'

interface CommandDialogProps {
  title: string
  confirmLabel: string
  tone?: Tone
  send: () => Promise<void>
  onClose: () => void
  isReady?: boolean
  width?: 'wide'
  children: (form: FormState) => ReactNode
}

export function CommandDialog(props: CommandDialogProps) {
  const { title, confirmLabel, tone = 'main', send, onClose, isReady = true, width } = props
  const form = useForm(async () => {
    await send()
    onClose()
  })
  return (
    <Dialog
      title={title}
      width={width}
      onClose={onClose}
      onSubmit={() => {
        if (isReady) void form.submit()
      }}
      foot={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" tone={tone} isBusy={form.isBusy} disabled={!isReady}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {props.children(form)}
      <Refusal of={form} />
    </Dialog>
  )
}
