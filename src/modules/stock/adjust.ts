// Correcting a level by hand: by a difference, or to what was counted. It never takes units that are
// promised, unless it is forced to; then the level is flagged and its orders are named.

import { type Answer, type Context, command } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { DomainError, type FieldError, invalid } from '#domain/errors.ts'
import { MAX_AMOUNT } from '#domain/money.ts'
import { freeOf } from '#domain/stock.ts'
import { insufficientStock } from '#domain/stock-effects.ts'
import type { StockedLevel } from '#domain/stocked-level.ts'
import { levelEvents, oversoldEvent } from './level-events.ts'
import { Adjustment, presentLevel } from './model.ts'
import { recordMovements } from './movements.ts'
import {
  ensureLevel,
  findStocked,
  lockTracked,
  saveLevel,
  type TrackedProduct,
} from './store/levels.ts'
import { ensureDefaultLocation, requireLocation } from './store/locations.ts'

/**
 * 409 level_changed {on_hand} where it is not what was counted from, 409 insufficient_stock {short}
 * where it would take promised units, 422 validation. Nothing to change is a no-op.
 */
export const adjustStock = command({
  name: 'stock.adjust',
  args: Adjustment,
  who: { staff: 'stock:write' },
  async run(tx, args, context) {
    checkForm(args)
    const product_id = await findProduct(tx, args.sku)
    const location_id = await findLocation(tx, context, args.location_id)
    await ensureLevel(tx, { product_id, location_id })
    const product = (await lockTracked(tx, [product_id])).get(product_id)
    const before = product?.levels.find((level) => level.location_id === location_id)
    if (product === undefined || before === undefined) {
      throw new Error('the stock level just made is not there')
    }
    const after = decide(args, before)
    if (after.on_hand === before.on_hand && after.safety === before.safety) {
      return { status: 200, body: presentLevel(product.sku, before), events: [] }
    }
    const { location_n } = before
    return write(tx, context, { product, location_n, before, after, reason: args.reason ?? null })
  },
})

/** The rules that the schema has not: delta, or set with if_on_hand. */
function checkForm({ delta, set, if_on_hand: from, safety }: Adjustment): void {
  const errors: FieldError[] = []
  const say = (path: string, message: string): unknown => errors.push({ path, message })
  if (delta === undefined && set === undefined && safety === undefined) {
    say('delta', 'Expected delta, set or safety')
  }
  if (delta !== undefined && set !== undefined) say('set', 'Expected delta or set, not both')
  if (set !== undefined && from === undefined) say('if_on_hand', 'Required with set')
  if (set === undefined && from !== undefined) say('if_on_hand', 'Expected with set only')
  if (errors.length > 0) throw invalid(errors)
}

async function findProduct(tx: Tx, sku: string): Promise<string> {
  const id = await findStocked(tx, sku)
  if (id === null) throw invalid([{ path: 'sku', message: 'No such product' }])
  return id
}

async function findLocation(tx: Tx, context: Context, id: string | undefined): Promise<string> {
  if (id === undefined) return (await ensureDefaultLocation(tx, context.ids, context.now)).id
  await requireLocation(tx, id)
  return id
}

/** The level as it will be. */
function decide(args: Adjustment, level: StockedLevel): StockedLevel {
  const { sku, delta = 0, set, if_on_hand: from, safety = level.safety, force } = args
  const onHand = set ?? level.on_hand + delta
  const after = { ...level, on_hand: onHand, safety }
  if (onHand === level.on_hand) return after
  if (set !== undefined && from !== level.on_hand) {
    throw new DomainError('level_changed', `There are ${level.on_hand} on hand now.`, {
      on_hand: level.on_hand,
    })
  }
  if (onHand > MAX_AMOUNT) throw invalid([{ path: 'delta', message: 'Too many units' }])
  const isPromised = level.reserved > onHand + level.backorder_limit
  if (onHand < 0 || (onHand < level.on_hand && isPromised && force !== true)) {
    const unpromised = force === true ? level.on_hand : freeOf(level) + level.safety
    const available = Math.min(level.on_hand, Math.max(0, unpromised))
    throw insufficientStock([{ sku, requested: level.on_hand - onHand, available }])
  }
  return after
}

interface Adjusting {
  product: TrackedProduct
  location_n: number
  before: StockedLevel
  after: StockedLevel
  reason: string | null
}

async function write(
  tx: Tx,
  context: Context,
  { product, location_n, before, after, reason }: Adjusting,
): Promise<Answer> {
  const delta = after.on_hand - before.on_hand
  const isOversold = after.reserved > after.on_hand + after.backorder_limit
  await saveLevel(tx, { ...after, oversold: isOversold })
  const { product_n } = product
  const move = { product_n, location_n, kind: 'adjust', on_hand_delta: delta, reason } as const
  await recordMovements(tx, context, delta === 0 ? [] : [move])
  const events = levelEvents(product, before, after)
  if (isOversold && delta < 0) events.push(await oversoldEvent(tx, product, after))
  return { status: 200, body: presentLevel(product.sku, after), events }
}
