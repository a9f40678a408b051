// Cancelling cannot be taken back: the dialog names what will happen to the goods and to the money.
// Of money that was taken a part can be kept; a refund of the rest is recorded, and done elsewhere.

import { useState } from 'react'
import type { BodyOf, Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { SelectField } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from './amount-field.tsx'
import { useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'
import { refundablesOf, refundText } from './payment-kinds.ts'
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

/** Money that is here, and not on its way back already. */
const takenOf = ({ payments }: Order): number =>
  payments
    .flatMap(({ transactions }) => transactions)
    .reduce((sum, { kind, status, amount }) => {
      if (status === 'success' && (kind === 'capture' || kind === 'sale')) return sum + amount
      return kind === 'refund' && status !== 'failure' ? sum - amount : sum
    }, 0)

export function CancelDialog({ onClose }: { onClose: () => void }) {
  const { order, isStaff } = useOrder()
  const [reason, setReason] = useState<Reason>('customer')
  const kept = useAmount(0, order.currency)
  const taken = takenOf(order)
  const open = order.authorized_total
  const isKept = taken > 0 && kept.minor !== null && kept.minor >= 0 && kept.minor <= taken
  const back = taken - (kept.minor ?? 0)
  return (
    <FormDialog
      title={`Cancel order ${nameOf(order)}?`}
      yes={
        isKept && back > 0
          ? `Cancel and refund ${moneyText(back, order.currency)}`
          : 'Cancel the order'
      }
      no="Keep the order"
      tone="stop"
      done={`${nameOf(order)} cancelled`}
      onClose={onClose}
      isReady={taken === 0 || isKept}
      send={(options) =>
        client.orders.cancel(
          order.id,
          {
            ...(isStaff ? { reason } : {}),
            ...(taken > 0 ? { refund: 'all' as const, keep: kept.minor ?? 0 } : {}),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p>
            Reserved stock is free again, parcels that have not left are cancelled
            {open > 0 && `, ${moneyText(open, order.currency)} of authorization is let go`}. A
            cancelled order stays cancelled.
          </p>
          {isStaff && (
            <SelectField label="Why" value={reason} onChange={setReason} options={REASONS} />
          )}
          {taken > 0 && (
            <>
              <p>
                {moneyText(taken, order.currency)} was taken. What is not kept is recorded as a
                refund. {refundText(refundablesOf(order))}
              </p>
              <AmountField
                label="Keep of it"
                amount={kept}
                most={taken}
                problem={form.problemOf('keep')}
              />
            </>
          )}
        </>
      )}
    </FormDialog>
  )
}
