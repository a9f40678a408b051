// The ledger: each payment with its transactions, and what can still be done to it. Money that moves
// is always named in the step that moves it.

import { useState } from 'react'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { Money } from '#dashboard/parts/money.tsx'
import { Time } from '#dashboard/parts/time.tsx'
import { type Payment, useOrder } from './context.ts'
import { MoneyDialog, RecordDialog, ResolveDialog } from './payment-dialogs.tsx'
import { type Kind, openOf } from './payment-kinds.ts'

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
