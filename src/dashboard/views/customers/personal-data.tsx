// The personal data of a customer: its export as a file, and its erasure.

import { useState } from 'react'
import type { Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { saveFile } from '#dashboard/lib/save-file.ts'
import { useMe } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { EraseDialog } from './erase.tsx'

export function PersonalData({ customer }: { customer: Customer }) {
  const { role } = useMe()
  const [isExporting, setExporting] = useState(false)
  const [isErasing, setErasing] = useState(false)

  async function saveExport(): Promise<void> {
    setExporting(true)
    try {
      const person = await client.customers.export(customer.id)
      const name = `${customer.id}.json`
      saveFile(new Blob([JSON.stringify(person, null, 2)], { type: 'application/json' }), name)
      notify(t.customers.data.saved(name))
    } catch (error) {
      notifyRefusal(t.customers.data.failed, error)
    } finally {
      setExporting(false)
    }
  }

  return (
    <section className="parts-panel" aria-label={t.customers.data.title}>
      <header className="parts-panel-head">
        <h2>{t.customers.data.title}</h2>
      </header>
      <div className="parts-panel-body parts-stack">
        <p className="parts-soft parts-small">{t.customers.data.help}</p>
        <div className="parts-row parts-row-wrap">
          <Button size="small" isBusy={isExporting} onClick={() => void saveExport()}>
            {t.customers.data.export}
          </Button>
          {role === 'admin' && (
            <Button size="small" tone="stop" onClick={() => setErasing(true)}>
              {t.customers.data.erase}
            </Button>
          )}
        </div>
      </div>
      {isErasing && <EraseDialog customer={customer} onClose={() => setErasing(false)} />}
    </section>
  )
}
