// Reads of the catalog. Callers who are not staff see active products only.

import type { Static } from '@sinclair/typebox'
import type { Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import { page } from '#http/paging.ts'
import { sumStock } from '#modules/stock/public.ts'
import { type ProductBody, type ProductQuery, presentProduct } from './model.ts'
import { listProducts, loadProduct, type Product } from './store.ts'

const isVisible = (product: Product, caller: Caller): boolean => product.active || isStaff(caller)

/** 404 not_found: absent, or no longer sold and the caller is no staff. */
export async function readProduct(
  sql: Sql,
  id: string,
  caller: Caller,
): Promise<{ body: ProductBody; version: number }> {
  const product = await loadProduct(sql, id)
  if (product === null || !isVisible(product, caller)) throw notFound()
  const stockOf = await sumStock(sql, [id])
  return { body: presentProduct(product, stockOf(id), caller), version: product.version }
}

/** Newest first. 400 malformed for a cursor of another filter. */
export async function readProducts(
  sql: Sql,
  { limit, cursor, ...asked }: Static<typeof ProductQuery>,
  caller: Caller,
): Promise<{ items: ProductBody[]; next_cursor: string | null }> {
  if (!isStaff(caller) && asked.active === false) return { items: [], next_cursor: null }
  const { low_stock: _, ...plain } = asked
  const filter = isStaff(caller) ? asked : { ...plain, active: true }
  const { rows, next_cursor } = await page(
    { limit, cursor },
    {
      list: { sort: 'products', filter },
      shape: ['number', 'string'],
      load: (after, most) => listProducts(sql, filter, after, most),
      keysOf: (product) => [product.created_at, product.id],
    },
  )
  const stockOf = await sumStock(
    sql,
    rows.map((product) => product.id),
  )
  const items = rows.map((product) => presentProduct(product, stockOf(product.id), caller))
  return { items, next_cursor }
}
