// The events of a test and its kept answers, read back from the database with their texts unpacked.

import { ANSWER, answerOf, type StoredAnswer } from '#commands/idempotency.ts'
import type { Sql } from '#db/port.ts'
import type { EventType } from '#domain/event.ts'
import { STORED, type StoredEvent, textsOf } from '#events/stored.ts'

interface Told {
  type: EventType
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  [member: string]: any
}

export interface LoggedEvent {
  seq: number | null
  id: string
  type: EventType
  order_id: string | null
  prior: string | null
  body: string
}

/** All events with their texts, oldest first. Ids must rise, as countingIds' do. */
export async function loggedEvents(sql: Sql): Promise<LoggedEvent[]> {
  const rows = await sql.all<StoredEvent & { seq: number | null; type: EventType }>(
    `SELECT seq, ${STORED} FROM events ORDER BY id`,
  )
  return rows.map((row) => {
    const { seq, id, type, order_id } = row
    return { seq, id, type, order_id, ...textsOf(row) }
  })
}

/** Those of the given kinds ("stock", "product"), oldest first. */
export async function eventsOf(sql: Sql, ...kinds: readonly string[]): Promise<Told[]> {
  const events = await loggedEvents(sql)
  return events
    .filter(({ type }) => kinds.includes(type.split('.')[0] ?? ''))
    .map(({ body }) => JSON.parse(body) as Told)
}

export interface KeptAnswer {
  key: string
  fingerprint: string
  text: string
  location: string | null
}

/** The answers kept for replays, by key. */
export async function keptAnswers(sql: Sql): Promise<KeptAnswer[]> {
  const rows = await sql.all<StoredAnswer & { key: string; fingerprint: string }>(
    `SELECT key, fingerprint, ${ANSWER} FROM idempotency ORDER BY caller, key`,
  )
  return rows.map((row) => ({ key: row.key, fingerprint: row.fingerprint, ...answerOf(row) }))
}

/** The packed bytes of both, as a search in a file finds them: one character a byte. */
export async function packedBytes(sql: Sql): Promise<string[]> {
  const rows = await sql.all<{ packed: Uint8Array }>(
    `SELECT packed FROM events WHERE packed IS NOT NULL
     UNION ALL
     SELECT packed FROM idempotency WHERE packed IS NOT NULL`,
  )
  return rows.map(({ packed }) => Buffer.from(packed).toString('latin1'))
}
