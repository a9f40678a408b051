// Products and customers from a file: one row is one record. Pure.

import type { Address } from '#domain/order.ts'
import type { Result } from '#domain/result.ts'
import { TAX_STATUSES, type TaxStatus } from '#domain/tax.ts'
import { type CellContext, cellsOf } from './cells.ts'
import { ADDRESS_FIELDS, type CellSource, type Plan, type Row, type Sources } from './maps.ts'

/** A row as a record, or every problem of it in one sentence. `key` names the row in a report. */
export type ReadRecord<T> = { key: string | null } & Result<T>

/** A product's fields under the names that the catalog's upsert takes. */
export interface ProductRecord {
  sku: string
  title: string
  price: number
  currency: string
  description?: string
  tax_rate_ppm?: number
  tax_class?: string
  on_hand?: number
  track_stock?: boolean
  requires_shipping?: boolean
  backorder_limit?: number
  low_stock_at?: number
  image_url?: string
  active?: boolean
}

/** A row as a product; `currency` is the shop's, for a file that names none. */
export function readProduct(
  row: Row,
  plan: Plan,
  context: CellContext,
  currency: string,
): ReadRecord<ProductRecord> {
  const cells = cellsOf(row, plan.product, plan.nulls)
  const { problems } = cells
  const code = (cells.text('currency') ?? plan.terms.currency ?? currency).toUpperCase()
  const exponent = context.exponentOf(code)
  if (exponent === undefined) problems.push(`currency is unknown: ${code.slice(0, 10)}`)
  const sku = cells.need('sku')
  const price = cells.amount('price', exponent ?? 2)
  if (price === null && problems.length === 0) problems.push('price is missing')
  if (price !== null && price < 0) problems.push('price is negative')
  const units = (field: 'on_hand' | 'backorder_limit' | 'low_stock_at'): number | null => {
    const found = cells.integer(field)
    if (found !== null && found < 0) problems.push(`${field} is negative`)
    return found
  }
  const record = {
    sku,
    title: cells.text('title') ?? sku,
    price: price ?? 0,
    currency: code,
    ...given('description', cells.text('description')),
    ...given('tax_rate_ppm', cells.rate('tax_rate')),
    ...given('tax_class', cells.text('tax_class')),
    ...given('on_hand', units('on_hand')),
    ...given('track_stock', cells.boolean('track_stock')),
    ...given('requires_shipping', cells.boolean('requires_shipping')),
    ...given('backorder_limit', units('backorder_limit')),
    ...given('low_stock_at', units('low_stock_at')),
    ...given('image_url', cells.text('image_url')),
    ...given('active', cells.boolean('active')),
  }
  const key = sku || null
  return problems.length > 0 ? { key, fault: problems.join('; ') } : { key, value: record }
}

/** An empty cell leaves its field as it is. */
const given = <K extends string, V>(field: K, value: V | null): Partial<Record<K, V>> =>
  (value === null ? {} : { [field]: value }) as Partial<Record<K, V>>

export interface CustomerRecord {
  external_source: string
  external_id: string
  name: string | null
  email: string | null
  phone: string | null
  vat_id?: string
  tax_status?: TaxStatus
  note: string | null
  tags: string[]
  address: Address | null
}

/** A row as a customer, with at most one address. */
export function readCustomer(row: Row, plan: Plan): ReadRecord<CustomerRecord> {
  const cells = cellsOf(row, plan.customer, plan.nulls)
  const externalId = cells.need('external_id')
  const email = cells.text('email')?.toLowerCase() ?? null
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    cells.problems.push('email is no e-mail address')
  }
  const address: Address = {}
  for (const field of ADDRESS_FIELDS) {
    const text = cells.text(field)
    if (text !== null) address[field] = text
  }
  const record = {
    external_source: plan.terms.source ?? 'import',
    external_id: externalId,
    name: address.name ?? address.company ?? null,
    email,
    phone: cells.text('phone'),
    ...given('vat_id', cells.text('vat_id')),
    ...given('tax_status', cells.choice('tax_status', TAX_STATUSES)),
    note: cells.text('note'),
    tags: (cells.text('tags') ?? '').split(',').flatMap((tag) => tag.trim() || []),
    address: Object.keys(address).length === 0 ? null : address,
  }
  const key = externalId || null
  const { problems } = cells
  return problems.length > 0 ? { key, fault: problems.join('; ') } : { key, value: record }
}

/** The external id of an order's row, by which rows are grouped; null without one. */
export function orderKey(row: Row, plan: Plan): string | null {
  const only: Sources<'external_id'> = { external_id: plan.order.external_id as CellSource }
  return cellsOf(row, only, plan.nulls).text('external_id')
}
