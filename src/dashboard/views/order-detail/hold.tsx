// The dialog that puts an order on hold, with a reason.

import { useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { TextField } from '#dashboard/parts/form.tsx'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { nameOf } from '#dashboard/parts/order/steps.ts'

const texts = t.orderDetail.holdDialog

export function HoldDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={texts.title(nameOf(order))}
      confirmLabel={t.orderParts.steps.hold.label}
      done={t.orderParts.steps.hold.done(nameOf(order))}
      onClose={onClose}
      send={(options) => client.orders.hold(order.id, reason === '' ? {} : { reason }, options)}
    >
      {(form) => (
        <>
          <p className="parts-soft">{texts.description}</p>
          <TextField
            label={texts.reason}
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
