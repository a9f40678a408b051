// Foreign ids in SQL: the orders and customers of this shop by the id that another system gave them.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Sql } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { loadOrders } from '#modules/orders/public.ts'

type Table = 'orders' | 'customers'

/** The ids by external id, for those of `externalIds` that `source` has here. */
export async function loadForeignIds(
  sql: Sql,
  table: Table,
  source: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const asked = padToPowerOfTwo(externalIds, externalIds[0] ?? '')
  const found = await sql.all<{ id: string; external_id: string }>(
    `SELECT id, external_id
     FROM ${table}
     WHERE external_source = $1 AND external_id IN (${placeholders(asked, 2)})`,
    [source, ...asked],
  )
  return new Map(found.map(({ id, external_id }) => [external_id, id]))
}

/** The order with this external id; null also where it has no source. */
export async function loadForeignOrder(
  sql: Sql,
  { external_source, external_id }: Pick<Order, 'external_source' | 'external_id'>,
): Promise<Order | null> {
  const [found] = await loadOrders(sql, 'WHERE external_source = $1 AND external_id = $2', [
    external_source,
    external_id,
  ])
  return found ?? null
}
