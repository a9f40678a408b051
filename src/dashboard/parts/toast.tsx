// Toasts: a line about the last action, with its undo. They are announced to screen readers and disappear
// after 6 seconds, unless they have the pointer or the focus. A refusal stays until it is closed.

import { useEffect, useState } from 'react'
import { refusalText } from '#dashboard/lib/refusal.ts'
import { createStore, useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

interface Toast {
  id: number
  text: string
  tone?: 'stop' | undefined
  action?: { label: string; run: () => void } | undefined
  /** null: until closed. */
  lifeMs: number | null
}

const LIFE_MS = 6_000
const MOST = 4

const toasts = createStore<readonly Toast[]>([])
let count = 0

/** Returns a function that dismisses it. */
export function notify(
  text: string,
  { tone, action, lifeMs }: Partial<Omit<Toast, 'id' | 'text'>> = {},
): () => void {
  count += 1
  const toast = { id: count, text, tone, action, lifeMs: lifeMs ?? (tone ? null : LIFE_MS) }
  toasts.set((before) => [...before, toast].slice(-MOST))
  return () => dismiss(toast.id)
}

/** A refusal of the server, in its words. */
export function notifyRefusal(about: string, error: unknown, currency?: string): () => void {
  const text = error instanceof Error ? refusalText(error, currency) : String(error)
  return notify(`${about}: ${text}`, { tone: 'stop' })
}

const dismiss = (id: number): void => toasts.set((all) => all.filter((one) => one.id !== id))

export function Toasts() {
  const all = useStore(toasts)
  return (
    <section
      className="parts-toasts"
      role="status"
      aria-live="polite"
      aria-label={t.parts.messages}
    >
      {all.map((toast) => (
        <Line key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function Line({ toast }: { toast: Toast }) {
  const { id, text, tone, action, lifeMs } = toast
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (lifeMs === null || isHeld) return
    const timer = setTimeout(() => dismiss(id), lifeMs)
    return () => clearTimeout(timer)
  }, [id, lifeMs, isHeld])
  const hold = { onFocus: () => setHeld(true), onBlur: () => setHeld(false) }
  return (
    <div
      className="parts-toast"
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      {...hold}
    >
      <span>{text}</span>
      {action !== undefined && (
        <Button
          size="small"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <Button size="small" aria-label={t.parts.dismiss} onClick={() => dismiss(id)}>
        <Icon name="close" />
      </Button>
    </div>
  )
}
