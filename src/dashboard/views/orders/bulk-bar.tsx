// The bar of the selected orders, with the actions on them. The dialog of an action outlives the bar: the
// action may take every selected row out of the filter.

import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { ACTIONS, type Action } from './bulk-actions.ts'
import { BulkDialog } from './bulk-dialog.tsx'

interface BulkBarProps {
  selected: readonly Order[]
  onClear: () => void
}

export function BulkBar({ selected, onClear }: BulkBarProps) {
  const [action, setAction] = useState<Action | null>(null)
  const texts = t.orders.bulk
  return (
    <>
      {selected.length > 0 && (
        <section className="orders-bulk" aria-label={texts.selection}>
          <strong>{texts.selected(countText(selected.length))}</strong>
          <Menu
            label={t.common.actions}
            tone="main"
            items={() =>
              ACTIONS.map((one) => ({
                label: `${one.texts.label}…`,
                tone: one.tone,
                run: () => setAction(one),
              }))
            }
          >
            {t.common.actions}
          </Menu>
          <Button tone="quiet" size="small" onClick={onClear}>
            {texts.clear}
          </Button>
        </section>
      )}
      {action !== null && (
        <BulkDialog
          action={action}
          orders={selected}
          onClose={(isDone) => {
            setAction(null)
            if (isDone) onClear()
          }}
        />
      )}
    </>
  )
}
