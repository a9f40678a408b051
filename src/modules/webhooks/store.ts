// Webhooks in SQL. The row of a deleted one stays until its deliveries are deleted; no answer has it.

import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import type { Subscription } from '#domain/webhook.ts'

export interface Webhook {
  id: string
  url: string
  events: string[]
  description: string | null
  enabled: boolean
  account_events: boolean
  secret: string
  previous_secret: string | null
  previous_secret_expires_at: number | null
  failing_since: number | null
  /** null where a person switched it off. */
  disabled_reason: 'gone' | 'failing' | null
  created_at: number
  updated_at: number
  deleted: boolean
}

const WEBHOOKS = rows<Webhook>('webhooks', {
  id: 'plain',
  url: 'plain',
  events: 'json',
  description: 'plain',
  enabled: 'flag',
  account_events: 'flag',
  secret: 'plain',
  previous_secret: 'plain',
  previous_secret_expires_at: 'plain',
  failing_since: 'plain',
  disabled_reason: 'plain',
  created_at: 'plain',
  updated_at: 'plain',
  deleted: 'flag',
})

export const insertWebhook = (tx: Tx, webhook: Webhook): Promise<void> =>
  WEBHOOKS.insert(tx, [webhook])

export async function updateWebhook(tx: Tx, before: Webhook, after: Webhook): Promise<void> {
  await WEBHOOKS.update(tx, before, after, 'id = $1', [after.id])
}

export async function loadWebhook(sql: Sql, id: string): Promise<Webhook | null> {
  const row = await sql.get<object>(
    `SELECT ${WEBHOOKS.columns} FROM webhooks WHERE id = $1 AND deleted = 0`,
    [id],
  )
  return row && WEBHOOKS.fromRow(row)
}

export async function listWebhooks(
  sql: Sql,
  after: readonly [string] | null,
  limit: number,
): Promise<Webhook[]> {
  const order = { by: ['id'], direction: 'DESC' } as const
  const { tail, params } = keyset([['deleted = ?', 0]], order, { after, limit })
  const found = await sql.all<object>(`SELECT ${WEBHOOKS.columns} FROM webhooks ${tail}`, params)
  return found.map(WEBHOOKS.fromRow)
}

/** The subscription of each webhook, as the log had it at the newest read. */
export async function loadSubscriptions(sql: Sql): Promise<Map<string, Subscription>> {
  const found = await sql.all<{ id: string; subscription: string }>(
    'SELECT id, subscription FROM webhooks WHERE subscription IS NOT NULL ORDER BY id',
  )
  return new Map(found.map(({ id, subscription }) => [id, JSON.parse(subscription)]))
}

/** null ends the subscription. */
export async function saveSubscription(
  tx: Tx,
  id: string,
  subscription: Subscription | null,
): Promise<void> {
  const text = subscription && JSON.stringify(subscription)
  await tx.run('UPDATE webhooks SET subscription = $2 WHERE id = $1', [id, text])
}
