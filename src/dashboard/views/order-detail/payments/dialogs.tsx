// The dialogs of the ledger. Each says on its button what is recorded and how much of it; none moves money.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Money, moneyText } from '#dashboard/lib/money.tsx'
import { Check, More, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from '#dashboard/parts/order/amount-field.tsx'
import { type Payment, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import {
  isByHand,
  type Kind,
  openOf,
  refundText,
  type Transaction,
  toBeDone,
} from '#dashboard/parts/order/payment-kinds.ts'
import { ZoneHint } from '#dashboard/parts/time.tsx'
import { type Ending, EndingFields, useEnding } from './outcome.tsx'

interface MoneyStep {
  title: string
  yes: string
  done: string
  tells: string
}

const STEPS: Readonly<Record<Kind, MoneyStep>> = {
  capture: {
    title: 'Capture',
    yes: 'Capture',
    done: 'captured',
    tells: 'Record that the money was taken from the authorization. No money moves by it.',
  },
  refund: {
    title: 'Refund',
    yes: 'Refund',
    done: 'refunded',
    tells: 'What is given beyond what the customer is owed counts as goodwill.',
  },
  void: {
    title: 'Let go',
    yes: 'Let go of',
    done: 'of the authorization let go',
    tells: 'It cannot be captured any more.',
  },
  chargeback: {
    title: 'Chargeback',
    yes: 'Record a chargeback of',
    done: 'charged back',
    tells: 'The bank took the money back. The order needs attention then.',
  },
  reverse: {
    title: 'Chargeback reversed',
    yes: 'Record a reversal of',
    done: 'came again',
    tells: 'The bank gave the money again.',
  },
}

interface MoneyDialogProps {
  kind: Kind
  payment: Payment
  onClose: () => void
}

export function MoneyDialog({ kind, payment: asOpened, onClose }: MoneyDialogProps) {
  const { order } = useOrder()
  // The page lives on behind: what can move is what can move now.
  const payment = order.payments.find(({ id }) => id === asOpened.id) ?? asOpened
  const { title, yes, done, tells } = STEPS[kind]
  const most = openOf(payment)[kind]
  const amount = useAmount(most, order.currency)
  const [reason, setReason] = useState('')
  const [reopensDue, setReopensDue] = useState(false)
  const isRefund = kind === 'refund'
  const isLater = isRefund && !isByHand(payment)
  const ending = useEnding((reference) => (isLater && reference === '' ? 'pending' : 'success'))
  const shownAmount = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  return (
    <FormDialog
      title={`${title}: ${payment.method ?? payment.provider}`}
      yes={`${yes} ${shownAmount}`}
      tone={kind === 'capture' ? 'main' : 'stop'}
      done={`${shownAmount} ${isLater && ending.status === 'pending' ? `refund ${toBeDone(payment)}` : doneText(done, ending)}`}
      onClose={onClose}
      isReady={amount.minor !== null && amount.minor > 0}
      send={(options) => {
        const body = {
          amount: amount.minor ?? undefined,
          ...(reason === '' ? {} : { reason }),
          ...ending.body,
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
            {isRefund && `Record the refund. ${refundText([payment])} `}
            {tells}
          </p>
          <AmountField
            label="Amount"
            amount={amount}
            most={most}
            problem={form.problemOf('amount')}
            hasFocus
          />
          <TextField
            label="Reason"
            value={reason}
            onChange={setReason}
            problem={form.problemOf('reason')}
          />
          {isRefund && (
            <Check
              label="The customer owes it again (no goodwill)"
              isOn={reopensDue}
              onChange={setReopensDue}
            />
          )}
          <More label="Reference, or how it ended">
            <EndingFields ending={ending} problemOf={form.problemOf} />
          </More>
        </>
      )}
    </FormDialog>
  )
}

const doneText = (done: string, { status }: Ending): string =>
  status === 'success' ? done : status === 'pending' ? 'is pending' : 'is recorded as failed'

type RecordKind = BodyOf<'POST /orders/{id}/payments'>['kind']

const RECORD: readonly (readonly [RecordKind, string])[] = [
  ['sale', 'Paid: the money is here'],
  ['authorize', 'Authorized: it can be captured later'],
]

export function RecordDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [kind, setKind] = useState<RecordKind>('sale')
  const [method, setMethod] = useState('')
  const [provider, setProvider] = useState('')
  const [expiry, setExpiry] = useState('')
  const ending = useEnding()
  const unsecured = order.due_total - order.authorized_total
  const amount = useAmount(unsecured > 0 ? unsecured : Math.max(0, order.due_total), order.currency)
  const shownAmount = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  const lapses = kind === 'authorize' && expiry !== '' ? expiry : null
  return (
    <FormDialog
      title="Record a payment"
      yes={`Record ${shownAmount}`}
      done={`${shownAmount} ${doneText('recorded', ending)}`}
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
            ...(lapses === null ? {} : { expires_at: lapses }),
            ...ending.body,
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="parts-soft">
            It is written down here; no money moves by it. Due now:{' '}
            <Money minor={order.due_total} currency={order.currency} />
            {order.authorized_total > 0 && (
              <>
                ; <Money minor={order.authorized_total} currency={order.currency} /> is authorized
              </>
            )}
            .
          </p>
          <SelectField label="What happened" value={kind} onChange={setKind} options={RECORD} />
          <div className="parts-pairs">
            <AmountField
              label="Amount"
              amount={amount}
              problem={form.problemOf('amount')}
              hasFocus
            />
            <TextField
              label="Method"
              hint="card, transfer, cash"
              value={method}
              onChange={setMethod}
              problem={form.problemOf('method')}
            />
          </div>
          <More label="Provider, reference, or how it ended">
            <div className="parts-pairs">
              <TextField
                label="Provider"
                hint="Who moved the money; manual if nobody is named"
                value={provider}
                onChange={setProvider}
                problem={form.problemOf('provider')}
              />
              {kind === 'authorize' && (
                <TextField
                  label="Lapses after"
                  hint={<ZoneHint />}
                  type="date"
                  value={expiry}
                  onChange={setExpiry}
                  problem={form.problemOf('expires_at')}
                />
              )}
            </div>
            <EndingFields ending={ending} problemOf={form.problemOf} />
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
  const ending = useEnding()
  const { status, body } = ending
  return (
    <FormDialog
      title={`How did ${moneyText(transaction.amount, order.currency)} end?`}
      yes={status === 'failure' ? 'Record that it failed' : 'Record that it went through'}
      done="Recorded"
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
            {transaction.kind === 'refund' && `A refund ${toBeDone(of)}. `}A transaction ends once;
            this cannot be changed later.
          </p>
          <EndingFields ending={ending} problemOf={form.problemOf} isOver />
        </>
      )}
    </FormDialog>
  )
}
