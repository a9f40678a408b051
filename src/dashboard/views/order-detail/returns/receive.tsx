// The dialog that receives a return: the quantities received, restocked and written off, the fee that the
// shop keeps, and whether the value is refunded or exchanged.

import { useState } from 'react'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Check } from '#dashboard/parts/form.tsx'
import { AmountField, useAmount } from '#dashboard/parts/order/amount-field.tsx'
import { type Line, type Return, useOrder } from '#dashboard/parts/order/context.ts'
import { FormDialog } from '#dashboard/parts/order/form-dialog.tsx'
import { LocationField, locationOf } from '#dashboard/parts/order/location-field.tsx'
import { pendingRefunds, refundablesOf, refundText } from '#dashboard/parts/order/payment-kinds.ts'
import { CountInput, LineName } from '#dashboard/parts/order/quantities.tsx'
import { ExchangeLines, useExchange } from './exchange.tsx'

const texts = t.returns.receiveDialog

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
      title={texts.title(goods.number)}
      width="wide"
      confirmLabel={confirmLabelOf(isRefunded, exchange.isOn)}
      done={(after, before) => receivedText(goods, after, before)}
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
                <th>{t.orderParts.item}</th>
                <th className="parts-number">{texts.received}</th>
                <th className="parts-number">{texts.restocked}</th>
                <th className="parts-number">{texts.writtenOff}</th>
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
            <AmountField label={texts.fee} amount={fee} problem={form.problemOf('fee')} />
            <LocationField
              label={texts.location}
              none={texts.locationDefault}
              value={location}
              onChange={setLocation}
            />
          </div>
          <Check label={texts.exchange} isOn={exchange.isOn} onChange={exchange.setOn} />
          {exchange.isOn && <ExchangeLines exchange={exchange} />}
          <Check
            label={exchange.isOn ? texts.refundRest : texts.refund}
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

function confirmLabelOf(isRefunded: boolean, isExchanged: boolean): string {
  if (isExchanged) return texts.confirmExchange
  return isRefunded ? texts.confirmRefund : texts.confirm
}

/** The amounts that the server credited and refunded. */
function receivedText({ number }: Return, after: Order, before: Order): string {
  const refunded = after.refunded_total - before.refunded_total
  const credited = after.credit_total - before.credit_total
  const pending = pendingRefunds(after) - pendingRefunds(before)
  const text = (minor: number) => moneyText(minor, after.currency)
  const parts = [
    texts.done(number),
    ...(credited > 0 ? [texts.credited(text(credited))] : []),
    ...(refunded > 0 ? [texts.refunded(text(refunded))] : []),
    ...(pending > 0 ? [texts.toRefund(text(pending))] : []),
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
            {texts.tooMany}
          </div>
        )}
      </td>
      <td className="parts-number">
        <span className="parts-row order-quantity">
          <CountInput
            label={`${texts.received}: ${line.title}`}
            most={most}
            value={received}
            // Received units are restocked unless they are written off.
            onChange={(count) =>
              onChange({
                received: count,
                restocked: Math.max(0, count - written_off),
                written_off: Math.min(written_off, count),
              })
            }
          />
          <span className="parts-soft order-quantity-max">{t.orderParts.ofMost(most)}</span>
        </span>
      </td>
      <td className="parts-number">
        <CountInput
          label={`${texts.restocked}: ${line.title}`}
          most={received - written_off}
          value={restocked}
          onChange={(count) => onChange({ ...counted, restocked: count })}
        />
      </td>
      <td className="parts-number">
        <CountInput
          label={`${texts.writtenOff}: ${line.title}`}
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
