// What a person may ask of the shop: all that is kept of them, as a file, and to be forgotten.

import { useState } from 'react'
import type { Customer } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { saveFile } from '#dashboard/lib/save-file.ts'
import { useMe } from '#dashboard/lib/session.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { EraseDialog } from './erase.tsx'

export function PersonalData({ customer }: { customer: Customer }) {
  const { role } = useMe()
  const [isReading, setReading] = useState(false)
  const [isErasing, setErasing] = useState(false)

  async function save(): Promise<void> {
    setReading(true)
    try {
      const person = await client.customers.export(customer.id)
      const name = `${customer.id}.json`
      saveFile(new Blob([JSON.stringify(person, null, 2)], { type: 'application/json' }), name)
      notify(`${name} is saved`)
    } catch (error) {
      notifyRefusal('No export', error)
    } finally {
      setReading(false)
    }
  }

  return (
    <section className="parts-panel" aria-label="Personal data">
      <header className="parts-panel-head">
        <h2>Personal data</h2>
      </header>
      <div className="parts-panel-body parts-stack">
        <p className="parts-soft parts-small">
          All that is kept of this person, for themselves. Each export is noted in the audit log.
        </p>
        <div className="parts-row parts-row-wrap">
          <Button size="small" isBusy={isReading} onClick={() => void save()}>
            Export data
          </Button>
          {role === 'admin' && (
            <Button size="small" tone="stop" onClick={() => setErasing(true)}>
              Erase…
            </Button>
          )}
        </div>
      </div>
      {isErasing && <EraseDialog customer={customer} onClose={() => setErasing(false)} />}
    </section>
  )
}
