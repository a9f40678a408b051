// The dialogs of the ledger. Each says on its button what moves and how much of it.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { Check, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Money, moneyText } from '#dashboard/parts/money.tsx'
import { AmountField, useAmount } from './amount-field.tsx'
import { type Payment, useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'

import { type Kind, openOf } from './payment-kinds.ts'

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
    tells: 'The money is taken from the authorization.',
  },
  refund: {
    title: 'Refund',
    yes: 'Refund',
    done: 'refunded',
    tells:
      'The money goes back to the customer. What is given beyond what they are owed counts as goodwill.',
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

export function MoneyDialog({ kind, payment, onClose }: MoneyDialogProps) {
  const { order } = useOrder()
  const { title, yes, done, tells } = STEPS[kind]
  const most = openOf(payment)[kind]
  const amount = useAmount(most, order.currency)
  const [reason, setReason] = useState('')
  const [reopensDue, setReopensDue] = useState(false)
  const shownAmount = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  const isRefund = kind === 'refund'
  return (
    <FormDialog
      title={`${title}: ${payment.method ?? payment.provider}`}
      yes={`${yes} ${shownAmount}`}
      tone={kind === 'capture' ? 'main' : 'stop'}
      done={`${shownAmount} ${done}`}
      onClose={onClose}
      isReady={amount.minor !== null && amount.minor > 0}
      shown={['amount', 'reason']}
      send={(options) => {
        const body = {
          amount: amount.minor ?? undefined,
          ...(reason === '' ? {} : { reason }),
          ...(isRefund && reopensDue ? { reopens_due: true } : {}),
        }
        const call = {
          capture: client.payments.capture,
          refund: client.payments.refund,
          void: client.payments.void,
          chargeback: client.payments.chargeback,
          reverse: client.payments.reverseChargeback,
        }[kind]
        return call(order.id, payment.id, body, options)
      }}
    >
      {(form) => (
        <>
          <p className="soft">{tells}</p>
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
        </>
      )}
    </FormDialog>
  )
}

type RecordKind = BodyOf<'POST /orders/{id}/payments'>['kind']

const RECORD: readonly (readonly [RecordKind, string])[] = [
  ['sale', 'Paid: the money is here'],
  ['authorize', 'Authorized: it can be captured later'],
]

export function RecordDialog({ onClose }: { onClose: () => void }) {
  const { order } = useOrder()
  const [kind, setKind] = useState<RecordKind>('sale')
  const [method, setMethod] = useState('')
  const [reference, setReference] = useState('')
  const amount = useAmount(Math.max(0, order.due_total), order.currency)
  const shownAmount = amount.minor === null ? '' : moneyText(amount.minor, order.currency)
  return (
    <FormDialog
      title="Record a payment"
      yes={`Record ${shownAmount}`}
      done={`${shownAmount} recorded`}
      onClose={onClose}
      isReady={amount.minor !== null && amount.minor > 0}
      shown={['amount', 'method', 'provider_txn_id']}
      send={(options) =>
        client.payments.create(
          order.id,
          {
            kind,
            amount: amount.minor ?? undefined,
            ...(method === '' ? {} : { method }),
            ...(reference === '' ? {} : { provider_txn_id: reference }),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <p className="soft">
            It is written down here; no money moves by it. Due now:{' '}
            <Money minor={order.due_total} currency={order.currency} />.
          </p>
          <SelectField label="What happened" value={kind} onChange={setKind} options={RECORD} />
          <div className="pairs">
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
          <TextField
            label="Number of the transaction"
            hint="The same number twice is one payment."
            value={reference}
            onChange={setReference}
            problem={form.problemOf('provider_txn_id')}
          />
        </>
      )}
    </FormDialog>
  )
}

const ENDS = [
  ['success', 'It went through'],
  ['failure', 'It failed'],
] as const

interface ResolveProps {
  transaction: Payment['transactions'][number]
  onClose: () => void
}

export function ResolveDialog({ transaction, onClose }: ResolveProps) {
  const { order } = useOrder()
  const [status, setStatus] = useState<'success' | 'failure'>('success')
  return (
    <FormDialog
      title={`How did ${moneyText(transaction.amount, order.currency)} end?`}
      yes="Record it"
      done="Recorded"
      onClose={onClose}
      send={(options) => client.payments.resolve(order.id, transaction.id, { status }, options)}
    >
      {() => (
        <>
          <p className="soft">A transaction ends once; this cannot be changed later.</p>
          <SelectField label="End" value={status} onChange={setStatus} options={ENDS} />
        </>
      )}
    </FormDialog>
  )
}
