// The payments of an order with their transactions and the actions on each. A refund that is still to be
// made at its provider is marked as such.

import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu, type MenuItem } from '#dashboard/parts/menu.tsx'
import { isAllowed, type Payment, useOrder } from '#dashboard/parts/order/context.ts'
import {
  type Kind,
  methodText,
  openOf,
  providerOf,
  type Transaction,
} from '#dashboard/parts/order/payment-kinds.ts'
import { Time } from '#dashboard/parts/time.tsx'
import { RecordDialog, ResolveDialog, TransactionDialog } from './dialogs.tsx'

const texts = t.payments

type Open =
  | { kind: Kind; payment: Payment }
  | { kind: 'record' }
  | { kind: 'resolve'; of: Payment; transaction: Transaction }
  | null

export function Payments() {
  const { order } = useOrder()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <section className="parts-panel" aria-label={t.common.payments}>
      <header className="parts-panel-head">
        <h2>{t.common.payments}</h2>
        {isAllowed(order, 'pay') && (
          <Button size="small" onClick={() => setOpen({ kind: 'record' })}>
            {texts.record}
          </Button>
        )}
      </header>
      {order.payments.length === 0 && <p className="parts-panel-body parts-soft">{texts.none}</p>}
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
        <TransactionDialog kind={open.kind} payment={open.payment} onClose={close} />
      )}
    </section>
  )
}

const MENU: readonly (readonly [Kind, Order['allowed'][number]])[] = [
  ['capture', 'capture'],
  ['refund', 'refund'],
  ['void', 'void'],
  ['chargeback', 'pay'],
  ['reverse', 'pay'],
]

interface EntryProps {
  payment: Payment
  onOpen: (open: Open) => void
}

function PaymentEntry({ payment, onOpen }: EntryProps) {
  const { order } = useOrder()
  const open = openOf(payment)
  const kinds = MENU.filter(([kind, command]) => open[kind] > 0 && isAllowed(order, command)).map(
    ([kind]) => kind,
  )
  const items: MenuItem[] = kinds.map((kind) => ({
    label: texts.kinds[kind].menu,
    run: () => onOpen({ kind, payment }),
  }))
  const main = kinds.find((kind) => kind === 'capture' || kind === 'refund')
  const { method, provider } = payment
  return (
    <li className="parts-entry">
      <span className="parts-strong">{methodText(payment)}</span>
      {method !== null && method !== provider && (
        <span className="parts-soft parts-small">{provider}</span>
      )}
      {payment.expires_at !== null && open.capture > 0 && (
        <span className="parts-soft parts-small">
          {texts.expires} <Time at={payment.expires_at} />
        </span>
      )}
      <span className="parts-push parts-row">
        {main !== undefined && (
          <Button size="small" onClick={() => onOpen({ kind: main, payment })}>
            {texts.kinds[main].button}
          </Button>
        )}
        {items.length > 0 && (
          <Menu label={texts.more} size="small" tone="quiet" items={() => items}>
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
          ? texts.refundToDo(providerOf(payment))
          : texts.transaction(kind, status)}
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
            {texts.resolve.open}
          </Button>
        )}
      </span>
    </li>
  )
}
