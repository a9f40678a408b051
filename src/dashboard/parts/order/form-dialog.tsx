// A dialog that sends one command about the order and closes when it went through. A refusal is shown
// and everything typed stays. Where the order changed meanwhile it says what, and nothing is sent
// before that was shown. What was sent and never answered is sent again as the same, so that it can
// never happen twice.

import { type ReactNode, useRef, useState } from 'react'
import {
  type CallOptions,
  isPassing,
  isVersionConflict,
  type Order,
  OrderdError,
} from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button, type Tone } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { type FormState, Refusal, useForm } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ConcurrentChanges } from './concurrent-changes.tsx'
import { useOrder } from './context.ts'

interface FormDialogProps {
  title: string
  /** What the button says: the step itself. */
  yes: string
  /** What the other says. */
  no?: string
  tone?: Tone
  /** What to say when it is done. */
  done: string | ((after: Order, before: Order) => string)
  send: (options: CallOptions) => Promise<Order>
  onClose: () => void
  isReady?: boolean
  width?: 'wide' | undefined
  children: (form: FormState) => ReactNode
}

export function FormDialog(props: FormDialogProps) {
  const { title, yes, no = 'Leave it', tone = 'main', isReady = true, width } = props
  const { order, take } = useOrder()
  const [base] = useState(order)
  const idempotencyKey = useKey()
  const form = useForm(async () => {
    try {
      const options = { ifMatch: order.version, idempotencyKey: idempotencyKey.now() }
      const after = await props.send(options)
      take(after)
      notify(typeof props.done === 'string' ? props.done : props.done(after, order))
      props.onClose()
    } catch (error) {
      if (!isPassing(error)) idempotencyKey.renew()
      const isDone = error instanceof OrderdError && error.code === 'idempotency_mismatch'
      if (!isDone && !isVersionConflict(error)) throw error
      take(await client.orders.get(order.id))
      if (isDone) throw new Error(DONE_BEFORE)
    }
  })
  return (
    <Dialog
      title={title}
      width={width}
      onClose={props.onClose}
      onSubmit={() => {
        if (isReady) void form.submit()
      }}
      foot={
        <>
          <Button onClick={props.onClose}>{no}</Button>
          <Button type="submit" tone={tone} isBusy={form.isBusy} disabled={!isReady}>
            {yes}
          </Button>
        </>
      }
    >
      <ConcurrentChanges base={base} order={order} />
      {props.children(form)}
      <Refusal of={form} currency={order.currency} />
    </Dialog>
  )
}

const DONE_BEFORE =
  'What you sent before the connection broke did go through. Look at the order before you send more.'

/** The key of a command that is tried until it is answered; the next one has another. */
export function useKey() {
  const key = useRef<string>(null)
  return {
    now: () => {
      key.current ??= crypto.getRandomValues(new Uint32Array(4)).join('-')
      return key.current
    },
    renew: () => {
      key.current = null
    },
  }
}
