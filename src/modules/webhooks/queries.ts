// Deliveries and their attempts in SQL. A claim moves the due time of a delivery in one statement, which only one
// node wins; at the new due time the claim of a node that died is void.

import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export interface Delivery {
  id: string
  webhook_id: string
  event_id: string
  event_type: string
  /** The event with the body in the log; null for a test, which has its own body. */
  event_seq: number | null
  body: string | null
  status: DeliveryStatus
  attempts: number
  /** Failed attempts since the creation or the newest redelivery. */
  failures: number
  due_at: number
  /** An attempt is under way. */
  claimed: boolean
  created_at: number
  finished_at: number | null
}

export interface Attempt {
  delivery_id: string
  /** 1, 2, 3, ... */
  n: number
  at: number
  status: number | null
  duration_ms: number | null
  error: string | null
  response: string | null
}

const DELIVERIES = rows<Delivery>('webhook_deliveries', {
  id: 'plain',
  webhook_id: 'plain',
  event_id: 'plain',
  event_type: 'plain',
  event_seq: 'plain',
  body: 'plain',
  status: 'plain',
  attempts: 'plain',
  failures: 'plain',
  due_at: 'plain',
  claimed: 'flag',
  created_at: 'plain',
  finished_at: 'plain',
})

const ATTEMPTS = rows<Attempt>('webhook_attempts', {
  delivery_id: 'plain',
  n: 'plain',
  at: 'plain',
  status: 'plain',
  duration_ms: 'plain',
  error: 'plain',
  response: 'plain',
})

/** A delivery that waits for its first attempt. */
export const newDelivery = (
  given: Pick<
    Delivery,
    'id' | 'webhook_id' | 'event_id' | 'event_type' | 'event_seq' | 'body' | 'created_at'
  >,
): Delivery => ({
  ...given,
  status: 'pending',
  attempts: 0,
  failures: 0,
  due_at: given.created_at,
  claimed: false,
  finished_at: null,
})

export const insertDeliveries = (tx: Tx, deliveries: readonly Delivery[]): Promise<void> =>
  DELIVERIES.insert(tx, deliveries)

export async function updateDelivery(tx: Tx, before: Delivery, after: Delivery): Promise<void> {
  await DELIVERIES.update(tx, before, after, 'id = $1', [after.id])
}

export async function loadDelivery(
  sql: Sql,
  webhookId: string,
  id: string,
): Promise<Delivery | null> {
  const row = await sql.get<object>(
    `SELECT ${DELIVERIES.columns} FROM webhook_deliveries WHERE webhook_id = $1 AND id = $2`,
    [webhookId, id],
  )
  return row && DELIVERIES.fromRow(row)
}

/** Newest first. */
export async function listDeliveries(
  sql: Sql,
  filter: { webhook_id: string; status?: DeliveryStatus | undefined },
  after: readonly [string] | null,
  limit: number,
): Promise<Delivery[]> {
  const { tail, params } = keyset(
    [
      ['webhook_id = ?', filter.webhook_id],
      ['status = ?', filter.status],
    ],
    { by: ['id'], direction: 'DESC' },
    { after, limit },
  )
  const found = await sql.all<object>(
    `SELECT ${DELIVERIES.columns} FROM webhook_deliveries ${tail}`,
    params,
  )
  return found.map(DELIVERIES.fromRow)
}

/** Attempts by delivery, oldest first. */
export async function loadAttempts(
  sql: Sql,
  deliveryIds: readonly string[],
): Promise<Map<string, Attempt[]>> {
  if (deliveryIds.length === 0) return new Map()
  const found = await sql.all<object>(
    `SELECT ${ATTEMPTS.columns}
     FROM webhook_attempts
     WHERE delivery_id IN (${placeholders(deliveryIds)})
     ORDER BY delivery_id, n`,
    deliveryIds,
  )
  return Map.groupBy(found.map(ATTEMPTS.fromRow), (attempt) => attempt.delivery_id)
}

export interface Target {
  id: string
  url: string
  secret: string
  previous_secret: string | null
  previous_secret_expires_at: number | null
}

/** Enabled webhooks with a due delivery. */
export const loadTargets = (sql: Sql, now: number): Promise<Target[]> =>
  sql.all<Target>(
    `SELECT id, url, secret, previous_secret, previous_secret_expires_at
     FROM webhooks AS w
     WHERE enabled = 1 AND deleted = 0 AND EXISTS (
       SELECT 1
       FROM webhook_deliveries AS d
       WHERE d.webhook_id = w.id AND d.status = 'pending' AND d.due_at <= $1
     )
     ORDER BY id`,
    [now],
  )

export type Claim = Pick<
  Delivery,
  'id' | 'webhook_id' | 'event_id' | 'event_seq' | 'body' | 'attempts' | 'failures'
>

// On PostgreSQL the outer condition is checked again on a row that another node claimed meanwhile.
const CLAIM = `
  UPDATE webhook_deliveries
  SET claimed = 1, due_at = $3, attempts = attempts + 1
  WHERE id IN (
    SELECT id
    FROM webhook_deliveries
    WHERE webhook_id = $1 AND status = 'pending' AND due_at <= $2
    ORDER BY due_at, id
    LIMIT $4
  ) AND status = 'pending' AND due_at <= $2
  RETURNING id, webhook_id, event_id, event_seq, body, attempts, failures`

/** Claims due deliveries until `until` (epoch ms) and records the attempts, before any request is sent. */
export async function claimDue(
  tx: Tx,
  webhookId: string,
  { now, until, limit }: { now: number; until: number; limit: number },
): Promise<Claim[]> {
  const claims = await tx.all<Claim>(CLAIM, [webhookId, now, until, limit])
  const begun = { at: now, status: null, duration_ms: null, error: null, response: null }
  await ATTEMPTS.insert(
    tx,
    claims.map(({ id, attempts }) => ({ delivery_id: id, n: attempts, ...begun })),
  )
  return claims
}

export const endAttempt = (tx: Tx, attempt: Omit<Attempt, 'at'>): Promise<number> =>
  tx.run(
    `UPDATE webhook_attempts
     SET status = $3, duration_ms = $4, error = $5, response = $6
     WHERE delivery_id = $1 AND n = $2`,
    [
      attempt.delivery_id,
      attempt.n,
      attempt.status,
      attempt.duration_ms,
      attempt.error,
      attempt.response,
    ],
  )

/** Ends a claim with the next state of its delivery. 0 where the claim is void. */
export const endClaim = (
  tx: Tx,
  { id, attempts }: Pick<Delivery, 'id' | 'attempts'>,
  next: Pick<Delivery, 'status' | 'failures' | 'due_at' | 'finished_at'>,
): Promise<number> =>
  tx.run(
    `UPDATE webhook_deliveries
     SET claimed = 0, status = $3, failures = $4, due_at = $5, finished_at = $6
     WHERE id = $1 AND attempts = $2 AND claimed = 1`,
    [id, attempts, next.status, next.failures, next.due_at, next.finished_at],
  )

/** Ends all claims, at the start of the only process: none of their holders is alive. */
export const releaseClaims = (tx: Tx, now: number): Promise<number> =>
  tx.run('UPDATE webhook_deliveries SET claimed = 0, due_at = $1 WHERE claimed = 1', [now])

export const noteSuccess = (tx: Tx, webhookId: string): Promise<number> =>
  tx.run('UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL', [
    webhookId,
  ])

/** The time since which the endpoint has only failed, epoch ms. */
export async function noteFailure(tx: Tx, webhookId: string, now: number): Promise<number> {
  const row = await tx.get<{ failing_since: number }>(
    `UPDATE webhooks
     SET failing_since = COALESCE(failing_since, $2)
     WHERE id = $1
     RETURNING failing_since`,
    [webhookId, now],
  )
  return row?.failing_since ?? now
}

// The index of an endpoint begins with its oldest deliveries, so that the first $3 are enough.
const FORGET = `
  DELETE FROM webhook_deliveries
  WHERE id IN (
    SELECT id
    FROM (
      SELECT id, created_at FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY id LIMIT $3
    ) AS oldest
    WHERE created_at < $2
  )`

/** Deletes up to `limit` deliveries from before `before` (epoch ms) or of deleted endpoints; returns how many. */
export async function forgetDeliveries(tx: Tx, before: number, limit: number): Promise<number> {
  const webhooks = await tx.all<{ id: string; deleted: number }>(
    'SELECT id, deleted FROM webhooks ORDER BY id',
  )
  let gone = 0
  for (const { id, deleted } of webhooks) {
    const rest = limit - gone
    if (rest <= 0) break
    const cutoff = deleted === 1 ? Number.MAX_SAFE_INTEGER : before
    gone += await tx.run(FORGET, [id, cutoff, rest])
  }
  return gone
}
