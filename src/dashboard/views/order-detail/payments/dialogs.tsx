// The dialogs that record a transaction. The button names it with its amount; no dialog moves money.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Check, More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from '#dashboard/parts/order/amount-field.tsx'
import { type Payment, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import {
  type Kind,
  methodText,
  openOf,
  providerOf,
  refundText,
  type Transaction,
} from '#dashboard/parts/order/payment-kinds.ts'
import { ZoneHint } from '#dashboard/parts/time.tsx'
import { OutcomeFields, useOutcome } from './outcome.tsx'

interface TransactionDialogProps {
  kind: Kind
  payment: Payment
  onClose: () => void
}

export function TransactionDialog({ kind, payment: asOpened, onClose }: TransactionDialogProps) {
  const { order } = useOrder()
  // The page behind is live: the open amount is the present one.
  const payment = order.payments.find(({ id }) => id === asOpened.id) ?? asOpened
  const { title, confirm, recorded, description } = t.payments.kinds[kind]
  const most = openOf(payment)[kind]
  const amount = useAmount(most, order.currency)
  const [reason, setReason] = useState('')
  const [reopensDue, setReopensDue] = useState(false)
  const isRefund = kind === 'refund'
  const provider = providerOf(payment)
  const isLater = isRefund && provider !== null
  const outcome = useOutcome((reference) => (isLater && reference === '' ? 'pending' : 'success'))
  const amountText = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  return (
    <FormDialog
      title={`${title}: ${methodText(payment)}`}
      confirmLabel={confirm(amountText)}
      tone={kind === 'capture' ? 'main' : 'stop'}
      done={
        isLater && outcome.status === 'pending'
          ? t.payments.refundOfToDo(amountText, provider)
          : recorded(amountText, outcome.status)
      }
      onClose={onClose}
      isReady={amount.minor !== null && amount.minor > 0}
      send={(options) => {
        const body = {
          amount: amount.minor ?? undefined,
          ...(reason === '' ? {} : { reason }),
          ...outcome.body,
        }
        if (isRefund) {
          const refund = { ...body, ...(reopensDue ? { reopens_due: true } : {}) }
          return client.payments.refund(order.id, payment.id, refund, options)
        }
        const call = {
          capture: client.payments.capture,
          void: client.payments.void,
          chargeback: client.payments.chargeback,
          reverse: client.payments.reverseChargeback,
        }[kind]
        return call(order.id, payment.id, body, options)
      }}
    >
      {(form) => (
        <>
          <p className="parts-soft">
            {description} {isRefund ? refundText([payment]) : t.payments.noMoney}{' '}
            {isRefund && t.payments.goodwill}
          </p>
          <AmountField
            label={t.common.amount}
            amount={amount}
            most={most}
            problem={form.problemOf('amount')}
            hasFocus
          />
          <TextField
            label={t.common.reason}
            value={reason}
            onChange={setReason}
            problem={form.problemOf('reason')}
          />
          {isRefund && (
            <Check label={t.payments.reopensDue} isOn={reopensDue} onChange={setReopensDue} />
          )}
          <More label={t.payments.moreOutcome}>
            <OutcomeFields outcome={outcome} problemOf={form.problemOf} />
          </More>
        </>
      )}
    </FormDialog>
  )
}

const { recordForm: record, resolve } = t.payments

type RecordKind = BodyOf<'POST /orders/{id}/payments'>['kind']

const RECORD_KINDS: readonly RecordKind[] = ['sale', 'authorize']

export function RecordDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [kind, setKind] = useState<RecordKind>('sale')
  const [method, setMethod] = useState('')
  const [provider, setProvider] = useState('')
  const [expiry, setExpiry] = useState('')
  const outcome = useOutcome()
  const unsecured = order.due_total - order.authorized_total
  const amount = useAmount(unsecured > 0 ? unsecured : Math.max(0, order.due_total), order.currency)
  const amountText = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  const expires_at = kind === 'authorize' && expiry !== '' ? expiry : null
  return (
    <FormDialog
      title={t.payments.record}
      confirmLabel={record.confirm(amountText)}
      done={record.recorded(amountText, outcome.status)}
      onClose={onClose}
      isReady={amount.minor !== null && amount.minor > 0}
      send={(options) =>
        client.payments.create(
          order.id,
          {
            kind,
            amount: amount.minor ?? undefined,
            ...(method === '' ? {} : { method }),
            ...(provider === '' ? {} : { provider }),
            ...(expires_at === null ? {} : { expires_at }),
            ...outcome.body,
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="parts-soft">
            {record.description(
              moneyText(order.due_total, order.currency),
              order.authorized_total > 0 ? moneyText(order.authorized_total, order.currency) : null,
            )}
          </p>
          <SelectField
            label={record.kind}
            value={kind}
            onChange={setKind}
            options={RECORD_KINDS.map((one) => [one, record.kinds[one]] as const)}
          />
          <div className="parts-pairs">
            <AmountField
              label={t.common.amount}
              amount={amount}
              problem={form.problemOf('amount')}
              hasFocus
            />
            <TextField
              label={record.method}
              hint={record.methodHint}
              value={method}
              onChange={setMethod}
              problem={form.problemOf('method')}
            />
          </div>
          <More label={record.more}>
            <div className="parts-pairs">
              <TextField
                label={record.provider}
                hint={record.providerHint}
                value={provider}
                onChange={setProvider}
                problem={form.problemOf('provider')}
              />
              {kind === 'authorize' && (
                <TextField
                  label={record.expiresAfter}
                  hint={<ZoneHint />}
                  type="date"
                  value={expiry}
                  onChange={setExpiry}
                  problem={form.problemOf('expires_at')}
                />
              )}
            </div>
            <OutcomeFields outcome={outcome} problemOf={form.problemOf} />
          </More>
        </>
      )}
    </FormDialog>
  )
}

interface ResolveProps {
  of: Payment
  transaction: Transaction
  onClose: () => void
}

export function ResolveDialog({ of, transaction, onClose }: ResolveProps) {
  const { order } = useOrder()
  const outcome = useOutcome()
  const { status, body } = outcome
  return (
    <FormDialog
      title={resolve.title(moneyText(transaction.amount, order.currency))}
      confirmLabel={status === 'failure' ? resolve.failed : resolve.succeeded}
      done={resolve.done}
      onClose={onClose}
      send={(options) =>
        client.payments.resolve(
          order.id,
          transaction.id,
          { ...body, status: status === 'failure' ? 'failure' : 'success' },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="parts-soft">
            {transaction.kind === 'refund' && `${t.payments.refundToDo(providerOf(of))}. `}
            {resolve.description}
          </p>
          <OutcomeFields outcome={outcome} problemOf={form.problemOf} isFinal />
        </>
      )}
    </FormDialog>
  )
}
