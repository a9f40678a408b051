// From which day to which day, of the shop. In the address stand the days, so that a link means the same to
// everybody.

import { useState } from 'react'
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
  const isTurned = from !== '' && to !== '' && to < from
  return (
    <Dialog
      title="Placed between"
      onClose={onClose}
      onSubmit={() => {
        if (isTurned) return
        onChange({ placed_from: from || undefined, placed_to: to || undefined })
        onClose()
      }}
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" tone="main" disabled={isTurned}>
            Show
          </Button>
        </>
      }
    >
      <p className="parts-soft">
        <ZoneHint />.
      </p>
      <div className="parts-pairs">
        <TextField label="From" type="date" value={from} onChange={setFrom} />
        <TextField
          label="To, with that day"
          type="date"
          value={to}
          onChange={setTo}
          problem={isTurned ? 'That is before it begins.' : undefined}
        />
      </div>
    </Dialog>
  )
}

/** Of a link that names a moment: its day. */
function dayIn(text = ''): string {
  if (!text.includes('T')) return text
  const at = Date.parse(text)
  return Number.isNaN(at) ? '' : dayOf(at)
}
