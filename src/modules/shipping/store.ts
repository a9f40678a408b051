// Shipping methods in SQL.

import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { remembered } from '#db/remembered.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import type { ShippingMethod } from '#domain/build-order.ts'
import type { TaxMode } from '#domain/tax.ts'

export interface StoredMethod extends Omit<ShippingMethod, 'currency'> {
  id: string
  tax_mode: TaxMode
  created_at: number
  updated_at: number
}

const METHODS = rows<StoredMethod & { code_key: string }>('shipping_methods', {
  id: 'plain',
  code: 'plain',
  code_key: 'plain',
  title: 'plain',
  price: 'plain',
  tax_rate_ppm: 'plain',
  tax_mode: 'plain',
  free_from: 'plain',
  countries: 'json',
  active: 'flag',
  created_at: 'plain',
  updated_at: 'plain',
})

const withKey = (method: StoredMethod) => ({ ...method, code_key: method.code.toLowerCase() })

function fromRow(row: object): StoredMethod {
  const { code_key: _, ...method } = METHODS.fromRow(row)
  return method
}

export async function loadMethod(sql: Sql, id: string): Promise<StoredMethod | null> {
  const row = await sql.get<object>(
    `SELECT ${METHODS.columns} FROM shipping_methods WHERE id = $1`,
    [id],
  )
  return row && fromRow(row)
}

const methodsByKey = remembered<StoredMethod>(['shipping_methods'], async (sql, keys) => {
  const found = await sql.all<object>(
    `SELECT ${METHODS.columns}
     FROM shipping_methods
     WHERE code_key IN (${placeholders(keys)})`,
    keys,
  )
  return new Map(found.map(fromRow).map((method) => [method.code.toLowerCase(), method]))
})

/** By code in lower case. */
export const loadMethodsByCode = async (
  sql: Sql,
  codes: readonly string[],
): Promise<ReadonlyMap<string, StoredMethod>> =>
  codes.length === 0
    ? new Map()
    : methodsByKey.load(sql, [...new Set(codes.map((code) => code.toLowerCase()))])

export async function listMethods(
  sql: Sql,
  filter: { active?: boolean },
  after: readonly [number, string] | null,
  limit: number,
): Promise<StoredMethod[]> {
  const { tail, params } = keyset(
    [['active = ?', filter.active === undefined ? undefined : Number(filter.active)]],
    { by: ['created_at', 'id'], direction: 'DESC' },
    { after, limit },
  )
  const found = await sql.all<object>(
    `SELECT ${METHODS.columns} FROM shipping_methods ${tail}`,
    params,
  )
  return found.map(fromRow)
}

export const insertMethod = (tx: Tx, method: StoredMethod): Promise<void> =>
  METHODS.insert(tx, [withKey(method)])

export async function updateMethod(
  tx: Tx,
  before: StoredMethod,
  after: StoredMethod,
): Promise<void> {
  await METHODS.update(tx, withKey(before), withKey(after), 'id = $1', [after.id])
}
