// The one command that edits an order. A dry run is the same command, rehearsed, so that it cannot
// promise what the edit refuses.

import { type Answer, type Context, command } from '#commands/command.ts'
import { actorOf } from '#domain/access.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { invalid } from '#domain/errors.ts'
import type { Note, Order } from '#domain/order.ts'
import { rulesOf, type Settings } from '#domain/settings.ts'
import { thresholdWarnings } from '#domain/thresholds.ts'
import { changeOrder, loadCatalog, onOrder, target } from '#modules/orders/public.ts'
import { EditBody, type EditedBody, parseOps } from './model.ts'

/**
 * All operations or none. 409 bad_transition, quantity_exceeded, use_cancel, amount_exceeded,
 * coupon_invalid, insufficient_stock; 422 validation with every wrong operation.
 */
export const editOrder = command({
  name: 'order.edit',
  args: onOrder(EditBody.properties),
  who: { staff: 'orders:write' },
  target,
  async run(tx, { id, ...body }, context): Promise<Answer<EditedBody>> {
    const found: Pick<EditedBody, 'difference' | 'warnings'> = { difference: 0, warnings: [] }
    const answer = await changeOrder(tx, context, id, async (order, { settings }) => {
      const ops = opsOf(body)
      const catalog = await loadCatalog(tx, settings, named(order, ops, settings))
      const decision = edit(order, ops, noteOf(body, context), {
        rules: rulesOf(settings),
        now: context.now,
        catalog,
        nextId: (prefix) => context.ids.next(prefix),
      })
      found.difference = decision.order.total - order.total
      found.warnings = thresholdWarnings(decision.order, catalog)
      return decision
    })
    // A new body: the text of the answer is without these.
    const { status, version, events } = answer
    return {
      status,
      body: { ...answer.body, ...found },
      events,
      ...(version === undefined ? {} : { version }),
    }
  },
})

/** 422 with every field that an operation has not, or lacks. */
function opsOf(body: EditBody): EditOp[] {
  const ops = parseOps(body.ops)
  if ('fault' in ops) throw invalid(ops.fault)
  return ops.value
}

const noteOf = ({ note }: EditBody, { now, ids, caller }: Context): Note | null =>
  note === undefined
    ? null
    : {
        id: ids.next('not'),
        text: note,
        visibility: 'internal',
        created_by: actorOf(caller),
        created_at: now,
      }

/**
 * The skus that the operations name, and the codes that they name or the order has; all of the order
 * where its rates may be others now.
 */
function named(order: Order, ops: readonly EditOp[], { tax_rates }: Settings) {
  const isTaxed = ops.some(({ op }) => op === 'set_tax_status')
  const isRated = isTaxed || tax_rates.length > 0
  return {
    lines: [...(isRated ? order.lines : []), ...ops.filter((op) => op.op === 'add_line')],
    discounts: [
      ...order.discounts.filter(({ coupon_id }) => coupon_id !== null),
      ...ops.filter((op) => op.op === 'add_discount'),
    ],
    shipping: [
      ...order.shipping.filter(({ price_source }) => isTaxed || price_source === 'catalog'),
      ...ops.flatMap((op) => (op.op === 'set_shipping' ? [op, ...(op.shipping ?? [])] : [])),
    ],
  }
}
