// Takes a step and offers its undo. A step with an inverse is sent at once, and undo takes the inverse. A
// step without one is sent after 3 s, in which undo sends nothing; it is sent early where the window closes.

import type { Order } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { nameOf, STEPS, type StepName, type Subject } from './steps.ts'

const GRACE_MS = 3_000

interface Watchers {
  onStart?: () => void
  /** It succeeded. */
  onDone?: (order: Order) => void
  /** It was refused, or undone before it was sent. */
  onNot?: () => void
}

/** Sends at once. A refusal is shown in the server's words. */
export async function takeNow(order: Subject, name: StepName, watchers: Watchers): Promise<void> {
  const { run, inverse } = STEPS[name]
  const { label, done } = t.orderParts.steps[name]
  watchers.onStart?.()
  try {
    const after = await run(order)
    watchers.onDone?.(after)
    notify(done(nameOf(after)), {
      action:
        inverse === undefined
          ? undefined
          : { label: t.common.undo, run: () => void takeNow(order, inverse, watchers) },
    })
  } catch (error) {
    watchers.onNot?.()
    notifyRefusal(`${nameOf(order)}: ${label}`, error, order.currency)
  }
}

/** Sends after GRACE_MS. */
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
  const dismiss = notify(t.orderParts.steps[name].soon(nameOf(order)), {
    lifeMs: GRACE_MS,
    action: {
      label: t.common.undo,
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

/** Takes a step that one press starts. */
export const take = (order: Subject, name: StepName, watchers: Watchers = {}): void =>
  STEPS[name].inverse === undefined && name !== 'resolve'
    ? takeSoon(order, name, watchers)
    : void takeNow(order, name, watchers)
