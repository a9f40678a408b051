// An idempotency key is claimed, and its answer recorded, in the transaction of the write itself: a key
// takes effect at most once, also across a crash or on another node. A refusal rolls the claim back with
// the rest, which frees the key. Answers are kept packed; earlier builds kept their texts, for 24 hours.

import type { Tx } from '#db/port.ts'
import { DomainError } from '#domain/errors.ts'
import { createPacking } from '#lib/packing.ts'
import type { Outcome } from './command.ts'
import { FIRST_DICTIONARY } from './dictionary.ts'

const KEEP_MS = 24 * 60 * 60_000
/** The status of a key whose command has not ended. */
const CLAIMED = 0

/** The columns that an answer is read from. */
export const ANSWER = 'body, location, packed'

export interface StoredAnswer {
  /** '' where `packed` is. */
  body: string
  location: string | null
  packed: Uint8Array | null
}

const packing = createPacking([FIRST_DICTIONARY])

/** Neither a path nor JSON has one. */
const LINE = '\n'

const packAnswer = ({ text, location }: Pick<Outcome, 'text' | 'location'>): Uint8Array =>
  packing.pack(`${location ?? ''}${LINE}${text}`)

export function answerOf({
  body,
  location,
  packed,
}: StoredAnswer): Pick<Outcome, 'text' | 'location'> {
  if (packed === null) return { text: body, location }
  const text = packing.unpack(packed)
  const end = text.indexOf(LINE)
  return { text: text.slice(end + 1), location: text.slice(0, end) || null }
}

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
  const row = await tx.get<
    StoredAnswer & { fingerprint: string; status: number; etag: string | null; secret: number }
  >(
    `SELECT fingerprint, status, ${ANSWER}, etag, secret
     FROM idempotency
     WHERE caller = $1 AND key = $2 AND created_at >= $3`,
    [slot.caller, slot.key, now - KEEP_MS],
  )
  // What is free now stays so until the answer is recorded.
  if (row === null && hasOneWriter) return null
  if (row === null) throw new Error('an idempotency key was neither free nor taken')
  // Two calls with one key in the same transaction: they run again, one after the other.
  if (row.status === CLAIMED) throw new Error('an idempotency key is in use by this transaction')
  // Earlier builds stored the fingerprint in its full length.
  if (!row.fingerprint.startsWith(slot.fingerprint)) {
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
  const { status, etag } = row
  const { text, location } = answerOf(row)
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
  outcome: Outcome,
  { now, hasSecret }: { now: number; hasSecret: boolean },
): Promise<void> {
  await tx.run(
    `INSERT INTO idempotency (caller, key, fingerprint, status, body, packed, etag, secret, created_at)
     VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)
     ON CONFLICT (caller, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, status = excluded.status, body = '',
         packed = excluded.packed, etag = excluded.etag, location = NULL,
         secret = excluded.secret, created_at = excluded.created_at`,
    [
      caller,
      key,
      fingerprint,
      outcome.status,
      hasSecret ? null : packAnswer(outcome),
      outcome.etag,
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
