// The commands of returns: request, approve, reject, receive, close, cancel. All answer with the whole
// order and may answer 404 not_found, 409 bad_transition. Customers request and cancel their own.

import { Type } from '@sinclair/typebox'
import { type Answer, type Context, command } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import type { LineRequest, OrderRequest } from '#domain/build-order.ts'
import { type Decision, isNoop } from '#domain/decision.ts'
import { DomainError, type FieldError, invalid } from '#domain/errors.ts'
import { carryOver } from '#domain/exchange.ts'
import { advance, place } from '#domain/lifecycle.ts'
import type { Order } from '#domain/order.ts'
import {
  approve,
  cancelReturn,
  close,
  receive,
  refundReceipt,
  reject,
  requestReturn,
} from '#domain/return.ts'
import type { Settings } from '#domain/settings.ts'
import {
  buildDraft,
  changeOrder,
  createOrder,
  type DecideContext,
  onOrder,
  orderCommand,
  target,
} from '#modules/orders/public.ts'
import { requireLocation } from '#modules/stock/public.ts'
import { ReceiveBody, ReturnBody } from './model.ts'

const OWNER: Policy = { user: 'orders:write' }
const STAFF: Policy = { staff: 'orders:write' }

/** Also 409 quantity_exceeded {line_id, requested, available}; 422 validation. */
export const createReturn = orderCommand({
  name: 'return.create',
  args: onOrder(ReturnBody.properties),
  who: OWNER,
  makes: true,
  decide: (order, { lines, reason }, { now, nextId }) =>
    requestReturn(order, { lines, ...(reason === undefined ? {} : { reason }) }, { now, nextId }),
})

const OnReturn = onOrder({ return_id: Type.String() })

const stepCommand = (
  name: string,
  rule: (order: Order, id: string, decideContext: DecideContext) => Decision,
  who: Policy = STAFF,
) =>
  orderCommand({
    name: `return.${name}`,
    args: OnReturn,
    who,
    decide: (order, { return_id }, decideContext) => rule(order, return_id, decideContext),
  })

export const approveReturn = stepCommand('approve', approve)
export const rejectReturn = stepCommand('reject', reject)
export const closeReturn = stepCommand('close', close)
export const withdrawReturn = stepCommand('cancel', cancelReturn, OWNER)

/**
 * The goods are there. With an exchange the new order is placed in the same transaction; the answer is
 * the old one and names it. Also 409 quantity_exceeded, amount_exceeded, and for the new order
 * insufficient_stock; 422 validation.
 */
export const receiveReturn = command({
  name: 'return.receive',
  args: onOrder({ return_id: Type.String(), ...ReceiveBody.properties }),
  who: STAFF,
  target,
  async run(tx, { id, ...args }, context) {
    const made: { place: (() => Promise<Answer>) | null } = { place: null }
    const received = await changeOrder(tx, context, id, async (order, decideContext) => {
      const { old, replacement } = await decideReceipt(tx, order, args, {
        ...decideContext,
        context,
      })
      made.place =
        replacement && (() => createOrder(tx, context, decideContext.settings, replacement))
      return old
    })
    if (made.place === null) return received
    const placed = await made.place()
    received.events = [...received.events, ...placed.events]
    return received
  },
})

async function decideReceipt(
  tx: Tx,
  order: Order,
  { return_id, refund: isRefunded, exchange, ...receipt }: { return_id: string } & ReceiveBody,
  { rules, settings, now, context }: DecideContext & { context: Context },
): Promise<{ old: Decision; replacement: Decision | null }> {
  await requireLocation(tx, receipt.location_id)
  const ledger = { rules, now, nextId: context.ids.next }
  const draft = exchange
    ? await composeExchange(tx, settings, order, exchange.lines, context)
    : null
  const named = draft === null ? {} : { exchange_order_id: draft.id }
  const received = receive(order, return_id, { ...receipt, ...named }, ledger)
  if (isNoop(received)) return { old: received, replacement: null }
  const { old, replacement } =
    draft === null
      ? { old: received, replacement: null }
      : carryOver({ old: received, replacement: place(draft, rules, now) }, ledger, order)
  const settled = isRefunded ? refundReceipt(order, old, 'return', ledger) : old
  const hasPaid = settled !== received
  return { old: hasPaid ? advance(settled, rules, now) : settled, replacement }
}

/** The draft of the new order: for the same person, at today's prices. */
async function composeExchange(
  tx: Tx,
  settings: Settings,
  order: Order,
  lines: LineRequest[],
  context: Context,
): Promise<Order> {
  const { email, phone, customer_id, shipping_address, billing_address } = order
  const { currency, prices_include_tax, tax_rounding, tax_status } = order
  const request: OrderRequest = {
    currency,
    prices_include_tax,
    tax_rounding,
    tax_status,
    lines,
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(customer_id === null ? {} : { customer_id }),
    ...(shipping_address === null ? {} : { shipping_address }),
    ...(billing_address === null ? {} : { billing_address }),
  }
  try {
    const draft = await buildDraft(tx, settings, request, context, 'exchange')
    return { ...draft, customer_joined: order.customer_joined, origin_order_id: order.id }
  } catch (error) {
    throw withinExchange(error)
  }
}

/** The same fault with the path of the request: `exchange.lines.0.sku`. */
function withinExchange(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.code !== 'validation') return error
  const errors = error.details.errors as FieldError[]
  return invalid(errors.map(({ path, message }) => ({ path: `exchange.${path}`, message })))
}
