// A dialog that sends one command about the order and closes when it went through. A refusal is shown
// and everything typed stays. Where the order changed meanwhile, the page has the newer one already:
// sending again means it.

import type { ReactNode } from 'react'
import type { CallOptions, Order } from '#client/index.ts'
import { Button, type Tone } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Refusal, type Submission, useSubmission } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { useOrder } from './context.ts'

interface FormDialogProps {
  title: string
  /** What the button says: the step itself. */
  yes: string
  tone?: Tone
  /** What to say when it is done. */
  done: string
  send: (options: CallOptions) => Promise<Order>
  onClose: () => void
  isReady?: boolean
  width?: 'wide'
  /** Paths that a field shows by itself. */
  shown?: readonly string[]
  children: (form: Submission) => ReactNode
}

export function FormDialog(props: FormDialogProps) {
  const { title, yes, tone = 'main', done, send, onClose, isReady = true, width, shown } = props
  const { order, take } = useOrder()
  const form = useSubmission(async () => {
    take(await send({ ifMatch: order.version }))
    notify(done)
    onClose()
  })
  return (
    <Dialog
      title={title}
      width={width}
      onClose={onClose}
      onSubmit={() => void form.submit()}
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone={tone} isBusy={form.isBusy} disabled={!isReady}>
            {yes}
          </Button>
        </>
      }
    >
      {props.children(form)}
      <Refusal of={form} {...(shown === undefined ? {} : { shown })} />
    </Dialog>
  )
}
