// Answers that are kept for replays: which are about a person, and how they go. The look through all of
// them is made before the erasure, and within it only for those written since, so that the writer does
// not wait for it.

import { type Static, Type } from '@sinclair/typebox'
import type { Sql, Tx } from '#db/port.ts'
import { isEmail, mentionsOf } from '#lib/mentions.ts'

const Kept = Type.Object({ caller: Type.String(), key: Type.String() })
type Kept = Static<typeof Kept>

/** `looked_at`: epoch milliseconds, before the look began. */
export const Answers = Type.Object({ found: Type.Array(Kept), looked_at: Type.Integer() })
export type Answers = Static<typeof Answers>

interface About {
  /** Of orders and customers. */
  ids: ReadonlySet<string>
  names: readonly string[]
}

const ID = /(?:ord|cus)_[0-9a-z]{26}/g
/** Answers about these belong to no person, but name people, of whom more may have the same name. */
const UNOWNED = /^\{"id":"(?:viw|key|whk)_/
const PAGE = 100

/** Those since a moment, in epoch milliseconds. */
export async function answersAbout(
  sql: Sql,
  { ids, names }: About,
  since: number,
): Promise<Kept[]> {
  const emails = mentionsOf(names.filter(isEmail))
  const all = mentionsOf(names)
  const isAbout = (body: string): boolean => {
    for (const [id] of body.matchAll(ID)) if (ids.has(id)) return true
    if (UNOWNED.test(body)) return all.isIn(textOf(body))
    return emails.names.length > 0 && body.includes('@') && emails.isIn(textOf(body))
  }
  const found: Kept[] = []
  let after: [number, string, string] = [since, '', '']
  for (;;) {
    const page = await sql.all<Kept & { body: string; created_at: number }>(
      `SELECT caller, key, body, created_at
       FROM idempotency
       WHERE (created_at, caller, key) > ($1, $2, $3)
       ORDER BY created_at, caller, key
       LIMIT ${PAGE}`,
      after,
    )
    for (const { caller, key, body } of page) {
      if (body !== '' && isAbout(body)) found.push({ caller, key })
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return found
    after = [last.created_at, last.caller, last.key]
  }
}

/** Clocks of two nodes differ by less. */
const SKEW_MS = 60_000

/** The key stays taken, the answer goes, and a replay says that it is no longer kept. */
export async function blankAnswers(tx: Tx, about: About, answers: Answers): Promise<void> {
  const since = await answersAbout(tx, about, answers.looked_at - SKEW_MS)
  for (const { caller, key } of [...answers.found, ...since]) {
    await tx.run(`UPDATE idempotency SET body = '', secret = 1 WHERE caller = $1 AND key = $2`, [
      caller,
      key,
    ])
  }
}

/** The texts of a JSON text, a line each. */
export function textOf(json: string): string {
  const lines: string[] = []
  JSON.parse(json, (key, value) => {
    lines.push(key)
    if (typeof value === 'string') lines.push(value)
    return value
  })
  return lines.join('\n')
}
