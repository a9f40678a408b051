// Erases a person from the log: the only edit that it ever knows. Bodies are blanked in place, so that
// numbers, times and what happened stay; nothing is added, moved or taken away. It must run in the
// transaction that appends customer.erased: by that event every tail drops what it holds in memory.

import type { Param, Sql, Tx } from '#db/port.ts'
import { erasedEvent } from '#domain/erase.ts'
import { personOfUser } from './log.ts'

/** How the log knows a person: as the customer of orders, and by what it names `person`. */
export interface LoggedPerson {
  customer_id: string
  user_id: number | null
}

interface Place {
  column: 'customer_id' | 'person'
  value: string
}

const placesOf = ({ customer_id, user_id }: LoggedPerson): Place[] => [
  { column: 'customer_id', value: customer_id },
  { column: 'person', value: customer_id },
  ...(user_id === null ? [] : [{ column: 'person', value: personOfUser(user_id) } as const]),
]

interface Row {
  id: string
  staff_only: number
  prior: string | null
  body: string
}

const PAGE = 500

/** All that the log tells of them, in the order of ids, page by page. */
async function* rowsOf(sql: Sql, person: LoggedPerson): AsyncGenerator<Row & { place: Place }> {
  for (const place of placesOf(person)) {
    let after = ''
    for (;;) {
      const params: Param[] = [place.value, after, PAGE]
      const rows = await sql.all<Row>(
        `SELECT id, staff_only, prior, body
         FROM events
         WHERE ${place.column} = $1 AND id > $2
         ORDER BY id
         LIMIT $3`,
        params,
      )
      for (const row of rows) yield { ...row, place }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) break
      after = last.id
    }
  }
}

/** The bodies of all that the log tells of a person. */
export async function toldOf(sql: Sql, person: LoggedPerson): Promise<object[]> {
  const bodies: { at: string }[] = []
  for await (const { body } of rowsOf(sql, person)) bodies.push(JSON.parse(body))
  return bodies.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

export async function redact(tx: Tx, person: LoggedPerson): Promise<void> {
  for await (const { id, place, prior, body, staff_only } of rowsOf(tx, person)) {
    const erased = JSON.stringify(erasedEvent(JSON.parse(body), staff_only === 1))
    const before = prior === null ? null : withoutEmail(prior)
    if (erased === body && before === prior) continue
    await tx.run(`UPDATE events SET prior = $3, body = $4 WHERE ${place.column} = $1 AND id = $2`, [
      place.value,
      id,
      before,
      erased,
    ])
  }
}

function withoutEmail(prior: string): string {
  const fields = JSON.parse(prior)
  return JSON.stringify('email' in fields ? { ...fields, email: null } : fields)
}
