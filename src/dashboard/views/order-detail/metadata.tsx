// What other systems keep on the order: keys and values, shown as they are and changed as text. A value
// that reads as a number, yes or no stays one only where it was one before.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { FieldsDialog } from './fields-dialog.tsx'
import type { Metadata } from './save-fields.ts'

export function MetadataPanel() {
  const { order } = useOrder()
  const [isOpen, setOpen] = useState(false)
  const entries = Object.entries(order.metadata ?? {})
  return (
    <section className="parts-panel" aria-label="Metadata">
      <header className="parts-panel-head">
        <h2>Metadata</h2>
        <Button size="small" tone="quiet" onClick={() => setOpen(true)}>
          {entries.length === 0 ? 'Add' : 'Change'}
        </Button>
      </header>
      {entries.length === 0 ? (
        <p className="parts-panel-body parts-faint">None</p>
      ) : (
        <dl className="parts-panel-body parts-details">
          {entries.map(([key, value]) => (
            <div key={key} className="order-detail-pair">
              <dt className="parts-mono">{key}</dt>
              <dd className="parts-mono">{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {isOpen && <MetadataDialog onClose={() => setOpen(false)} />}
    </section>
  )
}

interface Entry {
  at: number
  key: string
  text: string
}

let count = 0
const entryOf = (key = '', text = ''): Entry => {
  count += 1
  return { at: count, key, text }
}

function MetadataDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [base] = useState(order.metadata ?? {})
  const [entries, setEntries] = useState<readonly Entry[]>(() => [
    ...Object.entries(base).map(([key, value]) => entryOf(key, String(value))),
    entryOf(),
  ])
  const named = entries.filter(({ key }) => key.trim() !== '')
  const keys = named.map(({ key }) => key.trim())
  const isDouble = new Set(keys).size < keys.length
  const isNameless = entries.some(({ key, text }) => key.trim() === '' && text !== '')
  const metadata: Metadata = Object.fromEntries(
    named.map(({ key, text }) => [key.trim(), valueAs(text, base[key.trim()])]),
  )
  const set = (at: number, fields: Partial<Entry>) =>
    setEntries(entries.map((entry) => (entry.at === at ? { ...entry, ...fields } : entry)))
  return (
    <FieldsDialog
      title="Metadata"
      fields={{ metadata }}
      onClose={onClose}
      isReady={!isDouble && !isNameless}
    >
      {() => (
        <>
          <ul className="parts-stack">
            {entries.map(({ at, key, text }, i) => (
              <li key={at} className="parts-row">
                <input
                  className="parts-input parts-mono"
                  aria-label={`Key ${i + 1}`}
                  placeholder="Key"
                  value={key}
                  onChange={(event) => set(at, { key: event.target.value })}
                />
                <input
                  className="parts-input parts-mono"
                  aria-label={`Value ${i + 1}`}
                  placeholder="Value"
                  value={text}
                  onChange={(event) => set(at, { text: event.target.value })}
                />
                <Button
                  tone="quiet"
                  size="icon"
                  aria-label={`Take off ${key || `key ${i + 1}`}`}
                  onClick={() => setEntries(entries.filter((entry) => entry.at !== at))}
                >
                  <Icon name="close" />
                </Button>
              </li>
            ))}
          </ul>
          <div>
            <Button size="small" tone="quiet" onClick={() => setEntries([...entries, entryOf()])}>
              <Icon name="plus" />
              Another key
            </Button>
          </div>
          {isDouble && <p className="parts-problem">A key stands there twice.</p>}
          {isNameless && <p className="parts-problem">A value has no key.</p>}
        </>
      )}
    </FieldsDialog>
  )
}

/** The kind of value that it was, where the text still is one. */
function valueAs(text: string, before: Metadata[string] | undefined): Metadata[string] {
  if (before === undefined || typeof before === 'string') return text
  if (String(before) === text) return before
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) {
    return Number(text)
  }
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
