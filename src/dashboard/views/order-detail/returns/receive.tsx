// The goods of a return are there: how many came, how many go back on the shelf or are written off,
// what the shop keeps, and whether the value is refunded or exchanged for something else.

import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { Check } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from '#dashboard/parts/order/amount-field.tsx'
import { type Line, type Return, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { LocationField, locationOf } from '#dashboard/parts/order/location-field.tsx'
import { pendingRefunds, refundablesOf, refundText } from '#dashboard/parts/order/payment-kinds.ts'
import { CountInput, LineName } from '#dashboard/parts/order/quantities.tsx'
import { ExchangeLines, useExchange } from './exchange.tsx'

interface Counted {
  received: number
  restocked: number
  written_off: number
}

interface ReceiveProps {
  goods: Return
  onClose: () => void
}

export function Receive({ goods, onClose }: ReceiveProps) {
  const { order } = useOrder()
  const asked = new Map(goods.lines.map((line) => [line.line_id, line.qty_requested]))
  const lines = order.lines.filter(({ id }) => asked.has(id))
  const mostOf = (line: Line): number => asked.get(line.id) ?? 0
  const [counts, setCounts] = useState<ReadonlyMap<string, Counted>>(
    () => new Map(lines.map((line) => [line.id, allOf(mostOf(line))])),
  )
  const countOf = (line: Line): Counted => counts.get(line.id) ?? allOf(0)
  const fee = useAmount(0, order.currency)
  const [isRefunded, setRefunded] = useState(true)
  const [location, setLocation] = useState('')
  const exchange = useExchange(order)
  const isReady =
    lines.some((line) => countOf(line).received > 0) &&
    lines.every((line) => isPossible(countOf(line), mostOf(line))) &&
    fee.minor !== null &&
    fee.minor >= 0 &&
    exchange.isReady
  return (
    <FormDialog
      title={`Receive return ${goods.number}`}
      width="wide"
      yes={verbOf(isRefunded, exchange.isOn)}
      done={(after, before) => told(goods, after, before)}
      onClose={onClose}
      isReady={isReady}
      send={(options) =>
        client.returns.receive(
          order.id,
          goods.id,
          {
            lines: lines
              .map((line) => ({ line_id: line.id, ...countOf(line) }))
              .filter(({ received }) => received > 0),
            ...(fee.minor ? { fee: fee.minor } : {}),
            ...(isRefunded ? { refund: true } : {}),
            ...(exchange.isOn ? { exchange: { lines: exchange.lines } } : {}),
            ...locationOf(location),
          },
          options,
        )
      }
    >
      {(form) => (
        <>
          <table className="parts-table order-flush-table order-stacked-table returns-receipt">
            <thead>
              <tr>
                <th>Item</th>
                <th className="parts-number">Received</th>
                <th className="parts-number">Restocked</th>
                <th className="parts-number">Written off</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <ReceiptRow
                  key={line.id}
                  line={line}
                  most={mostOf(line)}
                  counted={countOf(line)}
                  onChange={(counted) => setCounts(new Map(counts).set(line.id, counted))}
                />
              ))}
            </tbody>
          </table>
          <div className="parts-pairs">
            <AmountField label="Fee that we keep" amount={fee} problem={form.problemOf('fee')} />
            <LocationField
              label="Goes back to"
              none="Where stock is kept first"
              value={location}
              onChange={setLocation}
            />
          </div>
          <Check
            label="They get something else for it: a new order"
            isOn={exchange.isOn}
            onChange={exchange.setOn}
          />
          {exchange.isOn && <ExchangeLines exchange={exchange} />}
          <Check
            label={
              exchange.isOn
                ? 'Record a refund of what the new order leaves of the value'
                : 'Record a refund of the value'
            }
            isOn={isRefunded}
            onChange={setRefunded}
          />
          {isRefunded && (
            <p className="parts-soft parts-small">{refundText(refundablesOf(order))}</p>
          )}
        </>
      )}
    </FormDialog>
  )
}

const allOf = (quantity: number): Counted => ({
  received: quantity,
  restocked: quantity,
  written_off: 0,
})

const isPossible = ({ received, restocked, written_off }: Counted, most: number): boolean =>
  received <= most && restocked + written_off <= received

function verbOf(isRefunded: boolean, isExchanged: boolean): string {
  if (isExchanged) return 'Receive and exchange'
  return isRefunded ? 'Receive and refund' : 'Receive'
}

/** What the server made of it, in money. */
function told({ number }: Return, after: Order, before: Order): string {
  const refunded = after.refunded_total - before.refunded_total
  const credited = after.credit_total - before.credit_total
  const pending = pendingRefunds(after) - pendingRefunds(before)
  const text = (minor: number) => moneyText(minor, after.currency)
  const parts = [
    `Return ${number} received`,
    ...(credited > 0 ? [`${text(credited)} credited`] : []),
    ...(refunded > 0 ? [`${text(refunded)} recorded as refunded or carried over`] : []),
    ...(pending > 0 ? [`${text(pending)} to be refunded`] : []),
  ]
  return parts.join(', ')
}

interface ReceiptRowProps {
  line: Line
  most: number
  counted: Counted
  onChange: (counted: Counted) => void
}

function ReceiptRow({ line, most, counted, onChange }: ReceiptRowProps) {
  const { received, restocked, written_off } = counted
  const isTooMuch = restocked + written_off > received
  return (
    <tr>
      <td>
        <LineName line={line} />
        {isTooMuch && (
          <div className="parts-problem" role="status">
            More restocked and written off than received
          </div>
        )}
      </td>
      <td className="parts-number">
        <span className="parts-row order-quantity">
          <CountInput
            label={`Received: ${line.title}`}
            most={most}
            value={received}
            // What came goes back on the shelf, unless it was written off.
            onChange={(count) =>
              onChange({
                received: count,
                restocked: Math.max(0, count - written_off),
                written_off: Math.min(written_off, count),
              })
            }
          />
          <span className="parts-soft order-quantity-max">of {most}</span>
        </span>
      </td>
      <td className="parts-number">
        <CountInput
          label={`Restocked: ${line.title}`}
          most={received - written_off}
          value={restocked}
          onChange={(count) => onChange({ ...counted, restocked: count })}
        />
      </td>
      <td className="parts-number">
        <CountInput
          label={`Written off: ${line.title}`}
          most={received}
          value={written_off}
          onChange={(count) =>
            onChange({
              ...counted,
              written_off: count,
              restocked: Math.max(0, Math.min(restocked, received - count)),
            })
          }
        />
      </td>
    </tr>
  )
}
