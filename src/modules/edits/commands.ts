// The one command that edits an order. A dry run is the same command, rehearsed, so that it cannot
// promise what the edit refuses.

import type { Answer, Command, Context } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { invalid } from '#domain/errors.ts'
import type { Note, Order } from '#domain/order.ts'
import { rulesOf, type Settings } from '#domain/settings.ts'
import { changeOrder, type OnOrder, onOrder, target } from '#modules/orders/change.ts'
import { loadCatalog } from '#modules/orders/compose.ts'
import { EditBody, parseOps } from './model.ts'

/**
 * All operations or none. 409 bad_transition, quantity_exceeded, use_cancel, amount_exceeded,
 * coupon_invalid, insufficient_stock; 422 validation with every wrong operation.
 */
export const editOrder: Command<OnOrder & EditBody> = {
  name: 'order.edit',
  args: onOrder(EditBody),
  who: { staff: 'orders:write' },
  target,
  async run(tx, { id, ...body }, context): Promise<Answer> {
    let difference = 0
    const answer = await changeOrder(tx, context, id, async (order, { settings }) => {
      const decision = await decide(tx, order, body, settings, context)
      difference = decision.order.total - order.total
      return decision
    })
    return { ...answer, body: { ...(answer.body as object), difference } }
  },
}

async function decide(
  sql: Sql,
  order: Order,
  body: EditBody,
  settings: Settings,
  context: Context,
): Promise<Decision> {
  const ops = parseOps(body.ops)
  if ('errors' in ops) throw invalid(ops.errors)
  const { now, ids, caller } = context
  const note: Note | null =
    body.note === undefined
      ? null
      : {
          id: ids.next('not'),
          text: body.note,
          visibility: 'internal',
          created_by: actorOf(caller),
          created_at: now,
        }
  return edit(order, ops, note, {
    rules: rulesOf(settings),
    now,
    catalog: await loadCatalog(sql, settings, named(ops)),
    nextId: (prefix) => ids.next(prefix),
  })
}

/** The skus and codes that the operations name. */
function named(ops: readonly EditOp[]) {
  return {
    lines: ops.filter((op) => op.op === 'add_line'),
    discounts: ops.filter((op) => op.op === 'add_discount'),
    shipping: ops.flatMap((op) => (op.op === 'set_shipping' ? [op, ...(op.shipping ?? [])] : [])),
  }
}
