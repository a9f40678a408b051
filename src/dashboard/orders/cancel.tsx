// Cancelling cannot be taken back: the dialog names what will happen to the goods and to the money.

import { useState } from 'react'
import type { BodyOf, Order } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Dialog } from '#dashboard/parts/dialog.tsx'
import { Check, Refusal, SelectField, useSubmission } from '#dashboard/parts/form.tsx'
import { moneyText } from '#dashboard/parts/money.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { nameOf } from './steps.ts'

type Reason = NonNullable<BodyOf<'POST /orders/{id}/cancel'>['reason']>

const REASONS: readonly (readonly [Reason, string])[] = [
  ['customer', 'The customer changed their mind'],
  ['inventory', 'Not in stock'],
  ['declined', 'Payment declined'],
  ['fraud', 'Fraud'],
  ['staff', 'Our mistake'],
  ['other', 'Something else'],
]

interface CancelProps {
  order: Order
  onClose: () => void
  onDone: (order: Order) => void
}

export function CancelDialog({ order, onClose, onDone }: CancelProps) {
  const [reason, setReason] = useState<Reason>('customer')
  const [isRefunded, setRefunded] = useState(true)
  const taken = order.captured_total - order.refunded_total
  const open = order.authorized_total
  const form = useSubmission(async () => {
    const money = taken > 0 ? (isRefunded ? { refund: 'all' as const } : { keep: taken }) : {}
    const after = await client.orders.cancel(order.id, { reason, ...money })
    notify(`${nameOf(order)} cancelled`)
    onDone(after)
    onClose()
  })
  return (
    <Dialog
      title={`Cancel order ${nameOf(order)}?`}
      onClose={onClose}
      onSubmit={() => void form.submit()}
      foot={
        <>
          <Button onClick={onClose}>Keep the order</Button>
          <Button type="submit" tone="stop" isBusy={form.isBusy}>
            Cancel the order
          </Button>
        </>
      }
    >
      <p>
        Reserved stock is free again, parcels that have not left are cancelled
        {open > 0 && `, ${moneyText(open, order.currency)} of authorization is let go`}. A cancelled
        order stays cancelled.
      </p>
      <SelectField label="Why" value={reason} onChange={setReason} options={REASONS} />
      {taken > 0 && (
        <Check
          label={`Refund ${moneyText(taken, order.currency)} to the customer (otherwise it is kept)`}
          isOn={isRefunded}
          onChange={setRefunded}
        />
      )}
      <Refusal of={form} />
    </Dialog>
  )
}
