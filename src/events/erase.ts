// The erasure of a person from the log, its only edit. Bodies are blanked in place: seqs, times and types
// stay, and no event is added, moved or deleted. It runs in the transaction that appends customer.erased or
// person.erased: at that event each tail drops the events in its memory.

import type { Param, Sql, Tx } from '#db/port.ts'
import { eraseEvent } from '#domain/erase.ts'
import { ERASED, type Titles, withoutPersonalData } from '#domain/personal.ts'
import { isEmail, mentionsOf } from '#lib/mentions.ts'
import { personOfUser } from './log.ts'
import { repacked, STORED, type StoredEvent, textsOf } from './stored.ts'

/** The references of the log to a person: ids of their orders, customer records and accounts. */
export interface LoggedPerson {
  orders: readonly string[]
  customers: readonly string[]
  users: readonly number[]
  /** Seqs of further events that name them: of views and exports. */
  seqs?: readonly number[]
}

interface Reference {
  column: 'order_id' | 'customer_id' | 'person' | 'seq'
  value: string | number
}

const referencesOf = ({ orders, customers, users, seqs = [] }: LoggedPerson): Reference[] => [
  ...orders.map((value) => ({ column: 'order_id', value }) as const),
  ...customers.map((value) => ({ column: 'customer_id', value }) as const),
  ...customers.map((value) => ({ column: 'person', value }) as const),
  ...users.map((id) => ({ column: 'person', value: personOfUser(id) }) as const),
  ...seqs.map((value) => ({ column: 'seq', value }) as const),
]

const PAGE = 500

/** The events of each reference in the order of their ids, read by pages of 500. */
async function* rowsOf(
  sql: Sql,
  person: LoggedPerson,
): AsyncGenerator<StoredEvent & { reference: Reference }> {
  for (const reference of referencesOf(person)) {
    let after = ''
    for (;;) {
      const params: Param[] = [reference.value, after, PAGE]
      const rows = await sql.all<StoredEvent>(
        `SELECT ${STORED}
         FROM events
         WHERE ${reference.column} = $1 AND id > $2
         ORDER BY id
         LIMIT $3`,
        params,
      )
      for (const row of rows) yield { ...row, reference }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) break
      after = last.id
    }
  }
}

/** The bodies of a person's events, each once, oldest first. */
export async function eventsOf(sql: Sql, person: LoggedPerson): Promise<object[]> {
  const bodies = new Map<string, { at: string }>()
  for await (const row of rowsOf(sql, person)) bodies.set(row.id, JSON.parse(textsOf(row).body))
  return [...bodies.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Blanks the personal data of a person's events; returns the ids of the events that changed. */
export async function eraseEvents(tx: Tx, person: LoggedPerson, titles: Titles): Promise<string[]> {
  const ids: string[] = []
  for await (const { reference, ...row } of rowsOf(tx, person)) {
    const { body, prior } = textsOf(row)
    const erased = eraseEvent(JSON.parse(body), titles)
    const before = prior === null ? null : withoutPersonalData(JSON.parse(prior), '', titles)
    if (isSame(erased, body) && isSame(before, prior)) continue
    ids.push(row.id)
    await rewrite(tx, row, reference, erased, before as object | null)
  }
  return ids
}

/**
 * Replaces the names of a person in other events. In those of orders and people only e-mails are replaced,
 * since others may have the same name. Returns the ids of the events that changed.
 */
export async function eraseNames(
  tx: Tx,
  seqs: readonly number[],
  names: readonly string[],
): Promise<string[]> {
  const all = mentionsOf(names)
  const emails = mentionsOf(names.filter(isEmail))
  const ids: string[] = []
  for (const seq of seqs) {
    const row = await tx.get<StoredEvent & { owned: number }>(
      `SELECT ${STORED},
         CASE WHEN order_id IS NULL AND person IS NULL THEN 0 ELSE 1 END AS owned
       FROM events
       WHERE seq = $1`,
      [seq],
    )
    if (row === null) continue
    const mentions = row.owned === 1 ? emails : all
    const without = (json: string) => mentions.withoutIn(JSON.parse(json), ERASED) as object
    const texts = textsOf(row)
    const body = without(texts.body)
    const prior = texts.prior === null ? null : without(texts.prior)
    if (isSame(body, texts.body) && isSame(prior, texts.prior)) continue
    ids.push(row.id)
    await rewrite(tx, row, { column: 'seq', value: seq }, body, prior)
  }
  return ids
}

const isSame = (value: unknown, json: string | null): boolean =>
  json === null ? value === null : JSON.stringify(value) === json

async function rewrite(
  tx: Tx,
  row: StoredEvent,
  { column, value }: Reference,
  body: object,
  before: object | null,
): Promise<void> {
  const texts = repacked(row, body, before)
  await tx.run(
    `UPDATE events SET prior = $3, body = $4, packed = $5 WHERE ${column} = $1 AND id = $2`,
    [value, row.id, texts.prior, texts.body, texts.packed],
  )
}
