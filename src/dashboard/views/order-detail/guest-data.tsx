// What a guest may ask of the shop: all that is kept under their e-mail, as a file, and to be erased.
// A customer has the same on their own page.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { saveFile } from '#dashboard/lib/save-file.ts'
import { useMe } from '#dashboard/lib/session.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

const OPEN: ReadonlySet<string> = new Set(['draft', 'pending', 'confirmed'])

export function GuestData() {
  const { order } = useOrder()
  const { role } = useMe()
  const [isReading, setReading] = useState(false)
  const [isErasing, setErasing] = useState(false)
  const { email } = order

  /** Without an e-mail: what this order has. */
  async function save(): Promise<void> {
    setReading(true)
    try {
      const person = await (email === null
        ? client.orders.exportPerson(order.id)
        : client.privacy.export({ email }))
      const name = `${order.id}-guest.json`
      saveFile(new Blob([JSON.stringify(person, null, 2)], { type: 'application/json' }), name)
      notify(`${name} is saved`)
    } catch (error) {
      notifyRefusal('No export', error)
    } finally {
      setReading(false)
    }
  }

  return (
    <div>
      <h3>Personal data</h3>
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
      {isErasing && <EraseGuestDialog onClose={() => setErasing(false)} />}
    </div>
  )
}

function EraseGuestDialog({ onClose }: { onClose: () => void }) {
  const { order, take } = useOrder()
  const isOpen = OPEN.has(order.status)

  async function send(): Promise<void> {
    take(await client.orders.erase(order.id))
    notify(`The guest of ${nameOf(order)} is erased`)
  }

  return (
    <CommandDialog
      title={`Erase the guest of ${nameOf(order)}?`}
      yes="Erase for good"
      tone="stop"
      send={send}
      onClose={onClose}
      isReady={!isOpen}
    >
      {() =>
        isOpen ? (
          <p>The order is still open. Complete or cancel it first.</p>
        ) : (
          <>
            <div>
              <h3>What is taken out</h3>
              <ul className="parts-points">
                <li>
                  e-mail, phone, addresses, notes, reasons, tags, metadata and tracking numbers
                </li>
                <li>titles that were written for this order</li>
                <li>all of these in the log of this order</li>
              </ul>
            </div>
            <div>
              <h3>What stays</h3>
              <ul className="parts-points">
                <li>its number, goods, amounts and times, which the books need</li>
                <li>other orders of the same guest, which have this button too</li>
                <li>backups and exports that were made before</li>
              </ul>
            </div>
            <p className="parts-notice" data-tone="stop">
              It cannot be undone.
            </p>
          </>
        )
      }
    </CommandDialog>
  )
}
