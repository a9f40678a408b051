// The commands of the catalog. Placed orders hold snapshots, so nothing here changes one; all may
// answer 404 not_found for an id that is not there.

import { Type } from '@sinclair/typebox'
import { type Answer, type Context, command, noContent } from '#commands/command.ts'
import { type Tx, UniqueViolation } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { currencyFault } from '#lib/currencies.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { lockLevels, openStock, setBackorderLimit, sumStock } from '#modules/stock/public.ts'
import {
  NewProduct,
  type ProductPatch as Patch,
  ProductPatch,
  ProductUpsert,
  presentFields,
  presentProduct,
  Sku,
} from './model.ts'
import {
  deleteProduct,
  insertProduct,
  isOrdered,
  loadProduct,
  loadProductBySku,
  type Product,
  updateProduct,
} from './store.ts'

const STAFF: Policy = { staff: 'catalog:write' }

const OnProduct = Type.Object({ id: Type.String() })
const PatchArgs = Type.Object(
  { id: Type.String(), ...ProductPatch.properties },
  { additionalProperties: false },
)
const UpsertArgs = Type.Object(
  { id: Type.Union([Type.String(), Type.Null()]), sku: Sku, ...ProductUpsert.properties },
  { additionalProperties: false },
)

const skuTaken = (sku: string): DomainError =>
  new DomainError('sku_taken', `There is a product with the sku ${sku}.`)

/** 409 sku_taken, 422 validation (a currency that is unknown or has ended). */
export const createProduct = command({
  name: 'product.create',
  args: NewProduct,
  who: STAFF,
  async run(tx, args, context) {
    requireCurrent(args.currency, context)
    const created = await insert(tx, args, context)
    if (created === null) throw skuTaken(args.sku)
    return created
  },
})

/**
 * Creates the product of a sku, or changes the given fields; opening stock counts only where
 * the product is new. `id` is the caller's product of this sku, for If-Match. 422 validation.
 */
export const upsertProduct = command({
  name: 'product.upsert',
  args: UpsertArgs,
  who: STAFF,
  target: ({ id }) => ({ table: 'products', id: id ?? '' }),
  async run(tx, { id: _, on_hand = 0, ...fields }, context) {
    const created = await insert(tx, { ...fields, on_hand }, context)
    if (created !== null) return created
    const product = await loadProductBySku(tx, fields.sku)
    if (product === null) throw new Error('a sku was neither free nor taken')
    return change(tx, product.id, fields, context)
  },
})

/** 409 sku_taken, 422 validation (a currency that is unknown or has ended). */
export const patchProduct = command({
  name: 'product.update',
  args: PatchArgs,
  who: STAFF,
  target: ({ id }) => ({ table: 'products', id }),
  run: (tx, { id, ...patch }, context) => change(tx, id, patch, context),
})

/** A product that was ever ordered is deactivated; any other is gone with its stock. */
export const removeProduct = command({
  name: 'product.delete',
  args: OnProduct,
  who: STAFF,
  target: ({ id }) => ({ table: 'products', id }),
  async run(tx, { id }, context) {
    await tx.lock('products', 'id', id)
    const product = await loadProduct(tx, id)
    if (product === null) throw notFound()
    // An order that is being placed holds its levels: it is in before we look, or finds none.
    await lockLevels(tx, [id])
    if (await isOrdered(tx, id)) {
      const { events } = await change(tx, id, { active: false }, context)
      return noContent(events)
    }
    await deleteProduct(tx, id)
    return noContent([eventOf('product.deleted', product)])
  },
})

/** null: the sku is taken. */
async function insert(tx: Tx, args: NewProduct, context: Context): Promise<Answer | null> {
  const { on_hand: onHand = 0, ...fields } = args
  const product: Product = {
    id: context.ids.next('prd'),
    description: null,
    currency: fields.currency ?? (await loadSettings(tx)).currency,
    tax_rate_ppm: 0,
    tax_class: null,
    track_stock: true,
    requires_shipping: true,
    backorder_limit: 0,
    low_stock_at: null,
    active: true,
    image_url: null,
    metadata: {},
    ...fields,
    version: 1,
    created_at: context.now,
    updated_at: context.now,
  }
  if (!(await insertProduct(tx, product))) return null
  requireCurrent(product.currency, context)
  const stockEvents = await openStock(tx, context, stocked(product), onHand)
  const answer = await answerWith(tx, product, context)
  return {
    status: 201,
    location: `/products/${product.id}`,
    ...answer,
    events: [eventOf('product.created', product), ...stockEvents],
  }
}

async function change(tx: Tx, id: string, patch: Patch, context: Context): Promise<Answer> {
  await tx.lock('products', 'id', id)
  const before = await loadProduct(tx, id)
  if (before === null) throw notFound()
  const changes = difference(before, { ...before, ...patch }, Object.keys(patch) as (keyof Patch)[])
  if (Object.keys(changes).length === 0) {
    return { status: 200, ...(await answerWith(tx, before, context)), events: [] }
  }
  if (changes.currency !== undefined) requireCurrent(patch.currency, context)
  const after = { ...before, ...patch, version: before.version + 1, updated_at: context.now }
  await save(tx, before, after)
  const stockEvents =
    before.backorder_limit === after.backorder_limit
      ? []
      : await setBackorderLimit(tx, context, stocked(after))
  return {
    status: 200,
    ...(await answerWith(tx, after, context)),
    events: [{ ...eventOf('product.updated', after), change: changes }, ...stockEvents],
  }
}

async function save(tx: Tx, before: Product, after: Product): Promise<void> {
  try {
    await updateProduct(tx, before, after)
  } catch (error) {
    throw error instanceof UniqueViolation ? skuTaken(after.sku) : error
  }
}

/** A product keeps a currency that has ended since; it gets none that has. */
function requireCurrent(currency: string | undefined, { now }: Context): void {
  const message = currency === undefined ? null : currencyFault(currency, now)
  if (message !== null) throw invalid([{ path: 'currency', message }])
}

async function answerWith(
  tx: Tx,
  product: Product,
  context: Context,
): Promise<Pick<Answer, 'body' | 'version'>> {
  const stockOf = await sumStock(tx, [product.id])
  const body = presentProduct(product, stockOf(product.id), context.caller)
  return { body, version: product.version }
}

const stocked = ({ id, ...product }: Product) => ({ product_id: id, ...product })

const eventOf = (
  type: 'product.created' | 'product.updated' | 'product.deleted',
  product: Product,
): NewEvent => ({
  type,
  subject: { key: 'product', value: presentFields(product) },
  staff_only: true,
})
