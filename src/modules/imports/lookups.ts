// What the shop has of the orders that a file brings, asked once for all that go together: products by
// sku, and what has been there by the id that it has elsewhere.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Sql } from '#db/port.ts'
import type { OrderDraft } from '#domain/import/rows.ts'
import { loadProductsBySku, type Product } from '#modules/products/store.ts'

/** Ids by source and external id. */
export interface ForeignIds {
  get(source: string, externalId: string): string | null
  add(source: string, externalId: string, id: string): void
}

export interface Known {
  products: Map<string, Product>
  orders: ForeignIds
  customers: ForeignIds
}

export async function knownOf(sql: Sql, drafts: readonly OrderDraft[]): Promise<Known> {
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
  const bySource = new Map<string, Map<string, string | null>>()
  const idsAt = (source: string): Map<string, string | null> => {
    const held = bySource.get(source) ?? new Map<string, string | null>()
    bySource.set(source, held)
    return held
  }
  for (const [source, externalId] of keys) idsAt(source).set(externalId, null)
  for (const [source, ids] of bySource) {
    const [first = '', ...rest] = ids.keys()
    const asked = padToPowerOfTwo([first, ...rest], first)
    const found = await sql.all<{ id: string; external_id: string }>(
      `SELECT id, external_id
       FROM ${table}
       WHERE external_source = $1 AND external_id IN (${placeholders(asked, 2)})`,
      [source, ...asked],
    )
    for (const { id, external_id } of found) ids.set(external_id, id)
  }
  return {
    get: (source, externalId) => bySource.get(source)?.get(externalId) ?? null,
    add: (source, externalId, id) => void idsAt(source).set(externalId, id),
  }
}
