// The metadata that other systems store on the order. Values are edited as text; a number or boolean keeps
// its type while the text still is one.

import { useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { FieldsDialog } from './fields-dialog.tsx'
import type { Metadata } from './save-fields.ts'

const texts = t.orderDetail.metadata

export function MetadataPanel() {
  const { order } = useOrder()
  const [isOpen, setOpen] = useState(false)
  const entries = Object.entries(order.metadata ?? {})
  return (
    <section className="parts-panel" aria-label={texts.title}>
      <header className="parts-panel-head">
        <h2>{texts.title}</h2>
        <Button size="small" tone="quiet" onClick={() => setOpen(true)}>
          {entries.length === 0 ? t.common.add : t.common.change}
        </Button>
      </header>
      {entries.length === 0 ? (
        <p className="parts-panel-body parts-faint">{t.common.none}</p>
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
  const hasDuplicate = new Set(keys).size < keys.length
  const hasMissingKey = entries.some(({ key, text }) => key.trim() === '' && text !== '')
  const metadata: Metadata = Object.fromEntries(
    named.map(({ key, text }) => [key.trim(), valueAs(text, base[key.trim()])]),
  )
  const set = (at: number, fields: Partial<Entry>) =>
    setEntries(entries.map((entry) => (entry.at === at ? { ...entry, ...fields } : entry)))
  return (
    <FieldsDialog
      title={texts.title}
      fields={{ metadata }}
      onClose={onClose}
      isReady={!hasDuplicate && !hasMissingKey}
    >
      {() => (
        <>
          <ul className="parts-stack">
            {entries.map(({ at, key, text }, i) => (
              <li key={at} className="parts-row">
                <input
                  className="parts-input parts-mono"
                  aria-label={texts.keyAt(i + 1)}
                  placeholder={texts.key}
                  value={key}
                  onChange={(event) => set(at, { key: event.target.value })}
                />
                <input
                  className="parts-input parts-mono"
                  aria-label={texts.valueAt(i + 1)}
                  placeholder={texts.value}
                  value={text}
                  onChange={(event) => set(at, { text: event.target.value })}
                />
                <Button
                  tone="quiet"
                  size="icon"
                  aria-label={texts.remove(key || texts.keyAt(i + 1))}
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
              {texts.addKey}
            </Button>
          </div>
          {hasDuplicate && <p className="parts-problem">{texts.duplicateKey}</p>}
          {hasMissingKey && <p className="parts-problem">{texts.missingKey}</p>}
        </>
      )}
    </FieldsDialog>
  )
}

/** The text as a value of the former type, where it is one. */
function valueAs(text: string, before: Metadata[string] | undefined): Metadata[string] {
  if (before === undefined || typeof before === 'string') return text
  if (String(before) === text) return before
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) {
    return Number(text)
  }
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
