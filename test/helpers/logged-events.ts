// The events of a test, read back from the log.

import type { Sql } from '#db/port.ts'
import type { EventType } from '#domain/event.ts'

interface Told {
  type: EventType
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  [member: string]: any
}

/** Those of the given kinds ("stock", "product"), oldest first. Ids must rise, as countingIds' do. */
export async function eventsOf(sql: Sql, ...kinds: readonly string[]): Promise<Told[]> {
  const rows = await sql.all<{ type: EventType; body: string }>(
    'SELECT type, body FROM events ORDER BY id',
  )
  return rows
    .filter(({ type }) => kinds.includes(type.split('.')[0] ?? ''))
    .map(({ body }) => JSON.parse(body) as Told)
}
