// API keys in SQL. Of a key only the hash is stored, and its last four characters as `hint`.

import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import type { InactiveReason, Scope } from '#domain/access.ts'
import type { Actor } from '#domain/order.ts'

export interface ApiKey {
  id: string
  name: string
  hash: string
  hint: string
  scopes: Scope[]
  created_by: Actor
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
  /** Set by a restore; null: active. */
  inactive_at: number | null
  inactive_reason: InactiveReason | null
}

const KEYS = rows<ApiKey>('api_keys', {
  id: 'plain',
  name: 'plain',
  hash: 'plain',
  hint: 'plain',
  scopes: 'json',
  created_by: 'json',
  created_at: 'plain',
  expires_at: 'plain',
  last_used_at: 'plain',
  revoked_at: 'plain',
  inactive_at: 'plain',
  inactive_reason: 'plain',
})

export const insertApiKey = (tx: Tx, key: ApiKey): Promise<void> => KEYS.insert(tx, [key])

export async function updateApiKey(tx: Tx, before: ApiKey, after: ApiKey): Promise<void> {
  await KEYS.update(tx, before, after, 'id = $1', [after.id])
}

const first = async (sql: Sql, where: string, value: string): Promise<ApiKey | null> => {
  const row = await sql.get<object>(`SELECT ${KEYS.columns} FROM api_keys WHERE ${where}`, [value])
  return row && KEYS.fromRow(row)
}

export const loadApiKey = (sql: Sql, id: string) => first(sql, 'id = $1', id)
export const loadApiKeyByHash = (sql: Sql, hash: string) => first(sql, 'hash = $1', hash)

export async function listApiKeys(
  sql: Sql,
  after: readonly [string] | null,
  limit: number,
): Promise<ApiKey[]> {
  const { tail, params } = keyset([], { by: ['id'], direction: 'DESC' }, { after, limit })
  const found = await sql.all<object>(`SELECT ${KEYS.columns} FROM api_keys ${tail}`, params)
  return found.map(KEYS.fromRow)
}

/** Records a use, to the minute: a busy key does not write at every request. */
export const touchApiKey = (tx: Tx, id: string, now: number): Promise<number> =>
  tx.run(
    `UPDATE api_keys
     SET last_used_at = $2
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2 - 60000)`,
    [id, now],
  )
