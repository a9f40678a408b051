// The dialog of the placed-between filter. The address keeps days of the shop, so that a link means the same
// for all of its readers.

import { useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { dayOf } from '#dashboard/lib/zone.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import { ZoneHint } from '#dashboard/parts/time.tsx'
import type { OrdersSearch } from './search.ts'

interface DatesDialogProps {
  search: OrdersSearch
  onChange: (change: OrdersSearch) => void
  onClose: () => void
}

export function DatesDialog({ search, onChange, onClose }: DatesDialogProps) {
  const [from, setFrom] = useState(dayIn(search.placed_from))
  const [to, setTo] = useState(dayIn(search.placed_to))
  const isReversed = from !== '' && to !== '' && to < from
  const texts = t.orders.dates
  return (
    <Dialog
      title={texts.title}
      onClose={onClose}
      onSubmit={() => {
        if (isReversed) return
        onChange({ placed_from: from || undefined, placed_to: to || undefined })
        onClose()
      }}
      foot={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" tone="main" disabled={isReversed}>
            {texts.apply}
          </Button>
        </>
      }
    >
      <p className="parts-soft">
        <ZoneHint />.
      </p>
      <div className="parts-pairs">
        <TextField label={texts.from} type="date" value={from} onChange={setFrom} />
        <TextField
          label={texts.to}
          type="date"
          value={to}
          onChange={setTo}
          problem={isReversed ? texts.reversed : undefined}
        />
      </div>
    </Dialog>
  )
}

/** The day of a parameter, which may be a timestamp. */
function dayIn(text = ''): string {
  if (!text.includes('T')) return text
  const at = Date.parse(text)
  return Number.isNaN(at) ? '' : dayOf(at)
}
