// The ledger: each payment with its transactions, and what can still be done to it. Money that moves
// is always named in the step that moves it.

import { useState } from 'react'
import type { BodyOf } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check, SelectField, TextField } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { Money, moneyText } from '#dashboard/parts/money.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { AmountField, useAmount } from './amount-field.tsx'
import { type Payment, useOrder } from './context.ts'
import { FormDialog } from './form-dialog.tsx'

type Kind = 'capture' | 'refund' | 'void' | 'chargeback' | 'reverse'
type Open =
  | { kind: Kind; payment: Payment }
  | { kind: 'record' }
  | { kind: 'resolve'; transaction: Payment['transactions'][number] }
  | null

export function Payments() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <section className="panel" aria-label="Payments">
      <header className="panel-head">
        <h2>Payments</h2>
        {isStaff && order.status !== 'draft' && (
          <Button size="small" onClick={() => setOpen({ kind: 'record' })}>
            Record a payment
          </Button>
        )}
      </header>
      {order.payments.length === 0 && <p className="panel-body soft">Nothing was paid yet.</p>}
      <ul>
        {order.payments.map((payment) => (
          <PaymentEntry key={payment.id} payment={payment} onOpen={setOpen} />
        ))}
      </ul>
      {open?.kind === 'record' && <RecordDialog onClose={close} />}
      {open?.kind === 'resolve' && <ResolveDialog transaction={open.transaction} onClose={close} />}
      {open !== null && 'payment' in open && (
        <MoneyDialog kind={open.kind} payment={open.payment} onClose={close} />
      )}
    </section>
  )
}

const sumOf = ({ transactions }: Payment, kind: string): number =>
  transactions
    .filter((one) => one.kind === kind && one.status === 'success')
    .reduce((sum, { amount }) => sum + amount, 0)

/** How much of each kind can still move. */
const openOf = (payment: Payment): Readonly<Record<Kind, number>> => {
  const authorized = payment.authorized - payment.captured - payment.voided
  const chargedBack = sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')
  const pendingRefunds = payment.transactions
    .filter(({ kind, status }) => kind === 'refund' && status === 'pending')
    .reduce((sum, { amount }) => sum + amount, 0)
  return {
    capture: sumOf(payment, 'authorize') > 0 ? Math.max(0, authorized) : 0,
    void: sumOf(payment, 'authorize') > 0 ? Math.max(0, authorized) : 0,
    refund: payment.captured - payment.refunded - pendingRefunds,
    chargeback: payment.captured - payment.refunded - chargedBack,
    reverse: chargedBack,
  }
}

const MENU: readonly (readonly [Kind, string])[] = [
  ['capture', 'Capture…'],
  ['refund', 'Refund…'],
  ['void', 'Let the authorization go…'],
  ['chargeback', 'Record a chargeback…'],
  ['reverse', 'Record its reversal…'],
]

interface EntryProps {
  payment: Payment
  onOpen: (open: Open) => void
}

function PaymentEntry({ payment, onOpen }: EntryProps) {
  const { order, isStaff } = useOrder()
  const most = openOf(payment)
  const items: MenuItem[] = MENU.filter(([kind]) => most[kind] > 0).map(([kind, label]) => ({
    label,
    run: () => onOpen({ kind, payment }),
  }))
  const main = most.capture > 0 ? 'capture' : most.refund > 0 ? 'refund' : null
  return (
    <li className="entry">
      <span className="strong">{payment.method ?? payment.provider}</span>
      <span className="soft small">{payment.provider}</span>
      <span className="push">
        <Money minor={payment.captured || payment.authorized} currency={order.currency} />
      </span>
      {isStaff && main !== null && (
        <Button size="small" onClick={() => onOpen({ kind: main, payment })}>
          {main === 'capture' ? 'Capture' : 'Refund'}
        </Button>
      )}
      {isStaff && items.length > 0 && (
        <Menu label="More about this payment" size="small" tone="quiet" items={() => items}>
          <Icon name="more" />
        </Menu>
      )}
      <ul className="detail">
        {payment.transactions.map((one) => (
          <li key={one.id} className="row row-wrap">
            <span
              className="status"
              data-tone={
                one.status === 'success' ? 'good' : one.status === 'pending' ? 'wait' : 'stop'
              }
            >
              {KINDS[one.kind] ?? one.kind}
              {one.status !== 'success' && ` (${one.status})`}
            </span>
            <Money minor={one.amount} currency={order.currency} />
            <span className="faint">
              <Time at={one.created_at} />
            </span>
            {one.reason !== null && <span>{one.reason}</span>}
            {one.error && <span className="problem">{one.error}</span>}
            {isStaff && one.status === 'pending' && (
              <Button size="small" onClick={() => onOpen({ kind: 'resolve', transaction: one })}>
                Say how it ended
              </Button>
            )}
          </li>
        ))}
      </ul>
    </li>
  )
}

const KINDS: Readonly<Record<string, string>> = {
  authorize: 'Authorized',
  capture: 'Captured',
  sale: 'Paid',
  void: 'Let go',
  refund: 'Refunded',
  chargeback: 'Charged back',
  chargeback_reversal: 'Chargeback reversed',
}

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

function MoneyDialog({ kind, payment, onClose }: MoneyDialogProps) {
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

function RecordDialog({ onClose }: { onClose: () => void }) {
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

function ResolveDialog({ transaction, onClose }: ResolveProps) {
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
