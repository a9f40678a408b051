// The one command that edits an order, and the same as a read that only says what it would be. Both
// decide by the same rules on the same catalogue, so that the preview cannot promise what the edit
// refuses.

import type { Answer, Command, Context } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import { type Decision, isNoop } from '#domain/decision.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import type { Note, Order } from '#domain/order.ts'
import { rulesOf, type Settings } from '#domain/settings.ts'
import {
  answerWith,
  changeOrder,
  loadVisible,
  type OnOrder,
  onOrder,
  target,
} from '#modules/orders/change.ts'
import { loadCatalog } from '#modules/orders/compose.ts'
import { loadSettings } from '#modules/settings/store.ts'
import { insufficientStock, quoteStock } from '#modules/stock/store.ts'
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
    catalog: await loadCatalog(sql, named(ops)),
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

/**
 * What the edit would answer, without writing. The same refusals, and 412 version_conflict where the
 * caller expects another version. `sql` should be of one moment.
 */
export async function previewEdit(
  sql: Sql,
  { id, ...body }: OnOrder & EditBody,
  context: Context,
  expectedVersion: number | undefined,
): Promise<object> {
  const order = await loadVisible(sql, id, context.caller)
  const isStale = expectedVersion !== undefined && expectedVersion !== order.version
  try {
    const decision = await decide(sql, order, body, await loadSettings(sql), context)
    if (isNoop(decision)) return shown(order, order, context)
    await requireStock(sql, order, decision)
    const edited = { ...decision.order, version: order.version + 1, updated_at: context.now }
    if (!isStale) return shown(order, edited, context)
  } catch (error) {
    const isRefusal = error instanceof DomainError && error.status === 409
    if (!isStale || !isRefusal) throw error
  }
  throw new DomainError('version_conflict', `The version is ${order.version} now.`, {
    current_version: order.version,
  })
}

const shown = (before: Order, after: Order, context: Context): object => ({
  ...(answerWith(after, context, 200, []).body as object),
  difference: after.total - before.total,
})

/** 409 insufficient_stock: what would be reserved beyond what the edit itself sets free. */
async function requireStock(sql: Sql, before: Order, { order, stock }: Decision): Promise<void> {
  const lines = new Map([...order.lines, ...before.lines].map((line) => [line.id, line]))
  const wanted = new Map<string, { sku: string; reserved: number; freed: number }>()
  for (const { kind, line_id, quantity } of stock) {
    const line = lines.get(line_id)
    if (line?.product_id == null) continue
    const sum = wanted.get(line.product_id) ?? { sku: line.sku ?? '', reserved: 0, freed: 0 }
    if (kind === 'reserve') sum.reserved += quantity
    if (kind === 'release') sum.freed += quantity
    wanted.set(line.product_id, sum)
  }
  const beyond = [...wanted].flatMap(([product_id, { sku, reserved, freed }]) =>
    reserved > freed ? [{ product_id, sku, quantity: reserved - freed }] : [],
  )
  const freedOf = new Map([...wanted.values()].map(({ sku, freed }) => [sku, freed]))
  const short = (await quoteStock(sql, beyond)).map(({ sku, requested, available }) => {
    const freed = freedOf.get(sku) ?? 0
    return { sku, requested: requested + freed, available: available + freed }
  })
  if (short.length > 0) throw insufficientStock(short)
}
