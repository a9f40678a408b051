// The dialog that cancels an order, which cannot be undone. It names the consequences for stock, parcels and
// money. A part of the captured money can be kept; a refund of the rest is recorded and made elsewhere.

import { useState } from 'react'
import type { BodyOf, Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { SelectField } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from './amount-field.tsx'
import { useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'
import { refundablesOf, refundText } from './payment-kinds.ts'
import { nameOf } from './steps.ts'

type Reason = NonNullable<BodyOf<'POST /orders/{id}/cancel'>['reason']>

const texts = t.orderParts.cancelDialog

const REASONS: readonly Reason[] = ['customer', 'inventory', 'declined', 'fraud', 'staff', 'other']

/** Captured money less its refunds, pending ones included. */
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
      title={texts.title(nameOf(order))}
      confirmLabel={
        isKept && back > 0
          ? texts.confirmWithRefund(moneyText(back, order.currency))
          : texts.confirm
      }
      cancelLabel={texts.keep}
      tone="stop"
      done={texts.done(nameOf(order))}
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
            {texts.consequences} {open > 0 && texts.authorization(moneyText(open, order.currency))}{' '}
            {texts.final}
          </p>
          {isStaff && (
            <SelectField
              label={texts.reason}
              value={reason}
              onChange={setReason}
              options={REASONS.map((one) => [one, t.orderParts.cancelReasons[one]] as const)}
            />
          )}
          {taken > 0 && (
            <>
              <p>
                {texts.captured(moneyText(taken, order.currency))}{' '}
                {refundText(refundablesOf(order))}
              </p>
              <AmountField
                label={texts.keepAmount}
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
