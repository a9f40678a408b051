// Takes a step and says so, with the way back: a step that has an inverse happens at once, and undo
// takes the inverse. One that has none waits a moment in which undo means that nothing was sent; it
// is sent early where the window closes.

import type { Order } from '#client/index.ts'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { nameOf, STEPS, type StepName, type Subject } from './steps.ts'

const GRACE_MS = 3_000

interface Watchers {
  onStart?: () => void
  /** It went through. */
  onDone?: (order: Order) => void
  /** It did not: refused, or taken back before it was sent. */
  onNot?: () => void
}

/** At once. Refusals are told in the server's words. */
export async function takeNow(order: Subject, name: StepName, watchers: Watchers): Promise<void> {
  const { label, done, run, inverse } = STEPS[name]
  watchers.onStart?.()
  try {
    const after = await run(order)
    watchers.onDone?.(after)
    notify(`${nameOf(after)} ${done}`, {
      action:
        inverse === undefined
          ? undefined
          : { label: 'Undo', run: () => void takeNow(order, inverse, watchers) },
    })
  } catch (error) {
    watchers.onNot?.()
    notifyRefusal(`${nameOf(order)}: ${label.toLowerCase()}`, error, order.currency)
  }
}

/** After a moment in which it can be taken back. */
function takeSoon(order: Subject, name: StepName, watchers: Watchers): void {
  watchers.onStart?.()
  const send = () => {
    stop()
    void takeNow(order, name, {
      ...(watchers.onDone ? { onDone: watchers.onDone } : {}),
      ...(watchers.onNot ? { onNot: watchers.onNot } : {}),
    })
  }
  const timer = setTimeout(send, GRACE_MS)
  addEventListener('pagehide', send)
  const dismiss = notify(`${nameOf(order)} is being ${STEPS[name].done}`, {
    lifeMs: GRACE_MS,
    action: {
      label: 'Undo',
      run: () => {
        stop()
        watchers.onNot?.()
      },
    },
  })
  function stop(): void {
    clearTimeout(timer)
    removeEventListener('pagehide', send)
    dismiss()
  }
}

/** The way a step is taken where one press starts it. */
export const take = (order: Subject, name: StepName, watchers: Watchers = {}): void =>
  STEPS[name].inverse === undefined && name !== 'resolve'
    ? takeSoon(order, name, watchers)
    : void takeNow(order, name, watchers)
