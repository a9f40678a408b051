// A batch of imported orders looks up its rows of the shop once: products by sku, orders and customers by
// their foreign ids.

import type { Sql } from '#db/port.ts'
import type { ForeignOrder } from '#domain/import/rows.ts'
import { loadProductsBySku, type Product } from '#modules/products/public.ts'
import { loadForeignIds } from './store.ts'

/** Ids by source and external id. */
export interface ForeignIds {
  get(source: string, externalId: string): string | null
  add(source: string, externalId: string, id: string): void
}

export interface Known {
  products: ReadonlyMap<string, Product>
  orders: ForeignIds
  customers: ForeignIds
}

export async function knownOf(sql: Sql, drafts: readonly ForeignOrder[]): Promise<Known> {
  const skus = drafts.flatMap(({ lines }) => lines.flatMap(({ sku }) => sku ?? []))
  const orders = drafts.map((draft) => [draft.external_source, draft.external_id] as const)
  const customers = drafts.flatMap(({ external_source, customer }) =>
    customer === null ? [] : [[external_source, customer] as const],
  )
  return {
    products: await loadProductsBySku(sql, [...new Set(skus)]),
    orders: await idsOf(sql, 'orders', orders),
    customers: await idsOf(sql, 'customers', customers),
  }
}

async function idsOf(
  sql: Sql,
  table: 'orders' | 'customers',
  keys: readonly (readonly [source: string, externalId: string])[],
): Promise<ForeignIds> {
  const bySource = new Map<string, Map<string, string>>()
  const sources = Map.groupBy(keys, ([source]) => source)
  for (const [source, ofSource] of sources) {
    const externalIds = [...new Set(ofSource.map(([, externalId]) => externalId))]
    bySource.set(source, await loadForeignIds(sql, table, source, externalIds))
  }
  return {
    get: (source, externalId) => bySource.get(source)?.get(externalId) ?? null,
    add(source, externalId, id) {
      const ids = bySource.get(source) ?? new Map<string, string>()
      bySource.set(source, ids.set(externalId, id))
    },
  }
}
