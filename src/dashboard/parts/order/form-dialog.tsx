// A dialog that sends one command about the order and closes when it succeeds. A refusal keeps the typed
// values. A version conflict lists the changes of others and sends nothing. A command without an answer is
// sent again with the same idempotency key, so that it runs once.

import { type ReactNode, useRef, useState } from 'react'
import {
  type CallOptions,
  isPassing,
  isVersionConflict,
  type Order,
  OrderdError,
} from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button, type Tone } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { type FormState, Refusal, useForm } from '#dashboard/parts/form.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ConcurrentChanges } from './concurrent-changes.tsx'
import { useOrder } from './context.ts'

interface FormDialogProps {
  title: string
  /** Names the step. */
  confirmLabel: string
  cancelLabel?: string
  tone?: Tone
  /** The message after success. */
  done: string | ((after: Order, before: Order) => string)
  send: (options: CallOptions) => Promise<Order>
  onClose: () => void
  isReady?: boolean
  width?: 'wide' | undefined
  children: (form: FormState) => ReactNode
}

export function FormDialog(props: FormDialogProps) {
  const { title, confirmLabel, cancelLabel = t.common.cancel } = props
  const { tone = 'main', isReady = true, width } = props
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
      if (isDone) throw new Error(t.orderParts.doneBefore)
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
          <Button onClick={props.onClose}>{cancelLabel}</Button>
          <Button type="submit" tone={tone} isBusy={form.isBusy} disabled={!isReady}>
            {confirmLabel}
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

/** The idempotency key of a command, the same until the command is answered. */
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
