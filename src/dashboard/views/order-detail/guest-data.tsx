// The personal data of a guest: export as a file, and erasure. A customer has the same on their own page.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { saveFile } from '#dashboard/lib/save-file.ts'
import { useMe } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { CommandDialog } from '#dashboard/parts/command-dialog.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { nameOf } from '#dashboard/parts/order/steps.ts'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'

const texts = t.orderDetail.guestData
const { dialog } = texts

const OPEN: ReadonlySet<string> = new Set(['draft', 'pending', 'confirmed'])

export function GuestData() {
  const { order } = useOrder()
  const { role } = useMe()
  const [isReading, setReading] = useState(false)
  const [isErasing, setErasing] = useState(false)
  const { email } = order

  /** All data under the e-mail, or of this order where it has none. */
  async function save(): Promise<void> {
    setReading(true)
    try {
      const person = await (email === null
        ? client.orders.exportPerson(order.id)
        : client.privacy.export({ email }))
      const name = `${order.id}-guest.json`
      saveFile(new Blob([JSON.stringify(person, null, 2)], { type: 'application/json' }), name)
      notify(texts.exported(name))
    } catch (error) {
      notifyRefusal(texts.exportFailed, error)
    } finally {
      setReading(false)
    }
  }

  return (
    <div>
      <h3>{texts.title}</h3>
      <div className="parts-row parts-row-wrap">
        <Button size="small" isBusy={isReading} onClick={() => void save()}>
          {texts.export}
        </Button>
        {role === 'admin' && (
          <Button size="small" tone="stop" onClick={() => setErasing(true)}>
            {texts.erase}
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
    notify(dialog.done(nameOf(order)))
  }

  return (
    <CommandDialog
      title={dialog.title(nameOf(order))}
      confirmLabel={dialog.confirm}
      tone="stop"
      send={send}
      onClose={onClose}
      isReady={!isOpen}
    >
      {() =>
        isOpen ? (
          <p>{dialog.isOpen}</p>
        ) : (
          <>
            <div>
              <h3>{dialog.erased}</h3>
              <ul className="parts-points">
                {dialog.erasedItems.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
            <div>
              <h3>{dialog.kept}</h3>
              <ul className="parts-points">
                {dialog.keptItems.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
            <p className="parts-notice" data-tone="stop">
              {dialog.final}
            </p>
          </>
        )
      }
    </CommandDialog>
  )
}
