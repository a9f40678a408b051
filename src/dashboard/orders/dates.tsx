// From which day to which day, in the reader's own time zone. In the address stand the moments, so that
// a link means the same to everybody.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { TextField } from '#dashboard/parts/form.tsx'
import type { OrdersSearch } from './search.ts'

interface DatesDialogProps {
  search: OrdersSearch
  onChange: (change: OrdersSearch) => void
  onClose: () => void
}

export function DatesDialog({ search, onChange, onClose }: DatesDialogProps) {
  const [from, setFrom] = useState(dayOf(search.placed_from))
  const [to, setTo] = useState(dayOf(search.placed_to))
  const isTurned = from !== '' && to !== '' && to < from
  return (
    <Dialog
      title="Placed between"
      onClose={onClose}
      onSubmit={() => {
        if (isTurned) return
        onChange({ placed_from: momentOf(from, '00:00'), placed_to: momentOf(to, '23:59:59.999') })
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
      <div className="pairs">
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

const momentOf = (day: string, time: string): string | undefined =>
  day === '' ? undefined : new Date(`${day}T${time}`).toISOString()

/** As the browser's own field writes a day. */
function dayOf(moment: string | undefined): string {
  const at = new Date(moment ?? '')
  if (Number.isNaN(at.getTime())) return ''
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
