// On hold, with a word why.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { TextField } from '#dashboard/parts/form.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'

export function HoldDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={`Put ${nameOf(order)} on hold`}
      yes="Put on hold"
      done={`${nameOf(order)} is on hold`}
      onClose={onClose}
      send={(options) => client.orders.hold(order.id, reason === '' ? {} : { reason }, options)}
    >
      {(form) => (
        <>
          <p className="parts-soft">Nothing ships and no clock runs until somebody releases it.</p>
          <TextField
            label="Why (staff see it)"
            value={reason}
            onChange={setReason}
            problem={form.problemOf('reason')}
            hasFocus
          />
        </>
      )}
    </FormDialog>
  )
}
