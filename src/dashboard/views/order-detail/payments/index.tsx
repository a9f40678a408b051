// The ledger: each payment with its transactions, and what can still be done to it. A refund that is yet
// to be done at its provider says so.

import { useState } from 'react'
import { Money } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { type Payment, useOrder } from '#dashboard/parts/order/context.ts'
import {
  KINDS,
  type Kind,
  openOf,
  type Transaction,
  toBeDone,
} from '#dashboard/parts/order/payment-kinds.ts'
import { Time } from '#dashboard/parts/time.tsx'
import { MoneyDialog, RecordDialog, ResolveDialog } from './dialogs.tsx'

type Open =
  | { kind: Kind; payment: Payment }
  | { kind: 'record' }
  | { kind: 'resolve'; of: Payment; transaction: Transaction }
  | null

export function Payments() {
  const { order, isStaff } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <section className="parts-panel" aria-label="Payments">
      <header className="parts-panel-head">
        <h2>Payments</h2>
        {isStaff && order.status !== 'draft' && (
          <Button size="small" onClick={() => setOpen({ kind: 'record' })}>
            Record a payment
          </Button>
        )}
      </header>
      {order.payments.length === 0 && (
        <p className="parts-panel-body parts-soft">Nothing was paid yet.</p>
      )}
      <ul>
        {order.payments.map((payment) => (
          <PaymentEntry key={payment.id} payment={payment} onOpen={setOpen} />
        ))}
      </ul>
      {open?.kind === 'record' && <RecordDialog onClose={close} />}
      {open?.kind === 'resolve' && (
        <ResolveDialog of={open.of} transaction={open.transaction} onClose={close} />
      )}
      {open !== null && 'payment' in open && (
        <MoneyDialog kind={open.kind} payment={open.payment} onClose={close} />
      )}
    </section>
  )
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
  const { isStaff } = useOrder()
  const most = openOf(payment)
  const items: MenuItem[] = MENU.filter(([kind]) => most[kind] > 0).map(([kind, label]) => ({
    label,
    run: () => onOpen({ kind, payment }),
  }))
  const main = most.capture > 0 ? 'capture' : most.refund > 0 ? 'refund' : null
  const { method, provider } = payment
  return (
    <li className="parts-entry">
      <span className="parts-strong">{method ?? provider}</span>
      {method !== null && method !== provider && (
        <span className="parts-soft parts-small">{provider}</span>
      )}
      {payment.expires_at !== null && most.capture > 0 && (
        <span className="parts-soft parts-small">
          lapses <Time at={payment.expires_at} />
        </span>
      )}
      <span className="parts-push parts-row">
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
      </span>
      <ul className="parts-detail payments-ledger">
        {payment.transactions.map((one) => (
          <TransactionRow key={one.id} payment={payment} transaction={one} onOpen={onOpen} />
        ))}
      </ul>
    </li>
  )
}

const TONES: Readonly<Record<Transaction['status'], string>> = {
  success: 'good',
  pending: 'wait',
  failure: 'stop',
}
const ENDS: Readonly<Record<Transaction['status'], string>> = {
  success: '',
  pending: ' (pending)',
  failure: ' (failed)',
}

interface TransactionRowProps {
  payment: Payment
  transaction: Transaction
  onOpen: (open: Open) => void
}

function TransactionRow({ payment, transaction, onOpen }: TransactionRowProps) {
  const { order, isStaff } = useOrder()
  const { kind, status, amount, reason, error, created_at, provider_txn_id } = transaction
  return (
    <li>
      <span className="parts-status" data-tone={TONES[status]}>
        {isStaff && kind === 'refund' && status === 'pending'
          ? `Refund ${toBeDone(payment)}`
          : `${KINDS[kind] ?? kind}${ENDS[status]}`}
      </span>
      <span className="parts-number">
        <Money minor={amount} currency={order.currency} />
      </span>
      <span className="parts-row parts-row-wrap">
        <span className="parts-faint">
          <Time at={created_at} />
        </span>
        {provider_txn_id && (
          <span className="parts-mono parts-faint parts-truncate">{provider_txn_id}</span>
        )}
        {reason !== null && <span>{reason}</span>}
        {error && <span className="parts-problem">{error}</span>}
        {isStaff && status === 'pending' && (
          <Button
            size="small"
            onClick={() => onOpen({ kind: 'resolve', of: payment, transaction })}
          >
            Say how it ended
          </Button>
        )}
      </span>
    </li>
  )
}
