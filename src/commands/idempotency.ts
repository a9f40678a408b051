// An idempotency key is claimed, and its answer recorded, in the transaction of the write itself: a key
// takes effect at most once, also across a crash or on another node. A refusal rolls the claim back with
// the rest, which frees the key.

import type { Tx } from '#db/port.ts'
import { DomainError } from '#domain/errors.ts'
import type { Outcome } from './command.ts'

const KEEP_MS = 24 * 60 * 60_000
/** The status of a key whose command has not ended. */
const CLAIMED = 0

interface Slot {
  caller: string
  key: string
  fingerprint: string
}

/**
 * null: the key is free and belongs to this call now. Otherwise the recorded answer, a replay. 422
 * idempotency_mismatch: the key was used for another request; secret_already_shown.
 */
export async function claim<Body>(tx: Tx, slot: Slot, now: number): Promise<Outcome<Body> | null> {
  const { hasOneWriter } = tx.capabilities
  if (!hasOneWriter && (await take(tx, slot, now))) return null
  const row = await tx.get<{
    fingerprint: string
    status: number
    body: string
    etag: string | null
    location: string | null
    secret: number
  }>(
    `SELECT fingerprint, status, body, etag, location, secret
     FROM idempotency
     WHERE caller = $1 AND key = $2 AND created_at >= $3`,
    [slot.caller, slot.key, now - KEEP_MS],
  )
  // What is free now stays so until the answer is recorded.
  if (row === null && hasOneWriter) return null
  if (row === null) throw new Error('an idempotency key was neither free nor taken')
  // Two calls with one key in the same transaction: they run again, one after the other.
  if (row.status === CLAIMED) throw new Error('an idempotency key is in use by this transaction')
  if (row.fingerprint !== slot.fingerprint) {
    throw new DomainError(
      'idempotency_mismatch',
      'This Idempotency-Key was used for another request.',
    )
  }
  if (row.secret === 1) {
    throw new DomainError(
      'secret_already_shown',
      'The first answer to this request is not kept: it had a secret, or a person who was erased.',
    )
  }
  const { status, body: text, etag, location } = row
  return {
    status,
    text,
    // Most replays are sent on as bytes.
    get body() {
      return text === '' ? undefined : JSON.parse(text)
    },
    etag,
    location,
    isReplay: true,
  }
}

/**
 * Inserts a row for the key before the command runs: the INSERT of a duplicate waits for the other
 * connection, and past the time limit of a lock it is refused.
 */
const take = async (tx: Tx, { caller, key, fingerprint }: Slot, now: number): Promise<boolean> =>
  (await tx.run(
    `INSERT INTO idempotency (caller, key, fingerprint, status, body, created_at)
     VALUES ($1, $2, $3, ${CLAIMED}, '', $4)
     ON CONFLICT (caller, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, status = ${CLAIMED}, created_at = excluded.created_at
     WHERE idempotency.created_at < $5`,
    [caller, key, fingerprint, now, now - KEEP_MS],
  )) === 1

/** Records the answer for its key; one with a secret is recorded without its body. */
export async function record(
  tx: Tx,
  { caller, key, fingerprint }: Slot,
  { status, text, etag, location }: Outcome,
  { now, hasSecret }: { now: number; hasSecret: boolean },
): Promise<void> {
  await tx.run(
    `INSERT INTO idempotency (
       caller, key, fingerprint, status, body, etag, location, secret, created_at
     )
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (caller, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
         etag = excluded.etag, location = excluded.location, secret = excluded.secret,
         created_at = excluded.created_at`,
    [
      caller,
      key,
      fingerprint,
      status,
      hasSecret ? '' : text,
      etag,
      location,
      hasSecret ? 1 : 0,
      now,
    ],
  )
}

/** Deletes up to `limit` keys older than 24 hours; the number of them. */
export const forget = (tx: Tx, now: number, limit: number): Promise<number> =>
  tx.run(
    `DELETE FROM idempotency
     WHERE (caller, key) IN (
       SELECT caller, key
       FROM idempotency
       WHERE created_at < $1
       ORDER BY created_at
       LIMIT $2
     )`,
    [now - KEEP_MS, limit],
  )

/** Deletes the recorded answers of a caller that was removed. */
export const forgetCaller = (tx: Tx, caller: string): Promise<number> =>
  tx.run('DELETE FROM idempotency WHERE caller = $1', [caller])
