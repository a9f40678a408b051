// Keyboard shortcuts: one listener, and the help dialog that lists them. They are ignored in fields and
// dialogs, and can be switched off (WCAG 2.1.4).

import { useEffect, useRef, useState } from 'react'
import { createKeptStore, useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Dialog } from './dialog.tsx'
import { Check } from './form.tsx'

interface Shortcut {
  /** One key, or two after each other: "g b". */
  keys: string
  label: string
  /** Without it the view handles the key, and the help lists it. */
  run?: (event: KeyboardEvent) => void
}

const areOn = createKeptStore('shortcuts', true)
const active = new Set<Shortcut>()
const SECOND_KEY_MS = 900

let first = { key: '', at: 0 }

function onKey(event: KeyboardEvent): void {
  if (!areOn.get() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
    return
  const target = event.target as HTMLElement
  if (target.closest('input, textarea, select, [contenteditable], dialog, [popover]')) return
  const isSecond = event.timeStamp - first.at < SECOND_KEY_MS
  const both = isSecond ? `${first.key} ${event.key}` : event.key
  first = { key: event.key, at: event.timeStamp }
  const all = [...active].filter(({ run }) => run !== undefined).reverse()
  const found = all.find(({ keys }) => keys === both) ?? all.find(({ keys }) => keys === event.key)
  if (found === undefined) return
  event.preventDefault()
  first = { key: '', at: 0 }
  found.run?.(event)
}

addEventListener('keydown', onKey)

export function useShortcut(
  keys: string,
  label: string,
  run: (event: KeyboardEvent) => void,
): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const shortcut: Shortcut = { keys, label, run: (event) => latest.current(event) }
    active.add(shortcut)
    return () => {
      active.delete(shortcut)
    }
  }, [keys, label])
}

/** Lists keys that a view handles, in the help. */
export function useKeyHint(keys: string, label: string): void {
  useEffect(() => {
    const hint: Shortcut = { keys, label }
    active.add(hint)
    return () => {
      active.delete(hint)
    }
  }, [keys, label])
}

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const isOn = useStore(areOn)
  const [shortcuts] = useState(() => [...active])
  return (
    <Dialog title={t.app.keyboardShortcuts} onClose={onClose}>
      <dl className="parts-shortcut-list">
        {shortcuts.map(({ keys, label }) => (
          <div key={keys + label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd className="parts-row parts-keys">
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Check label={t.app.useShortcuts} isOn={isOn} onChange={areOn.set} />
    </Dialog>
  )
}
