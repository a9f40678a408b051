// The log from its end. The server reads it onwards only, so a stretch that ends where the last one
// began is read whole and turned round. Cursors are "<epoch>.<seq>": a stretch is named by its seq.

import type { Client } from '#client/index.ts'
import { OrderdError } from '#client/index.ts'

export interface Entry {
  seq: number
  id: string
  type: string
  at: string
  actor?: { type: string; id?: number | string }
  order?: { id: string; number: string | null; currency: string }
  stock?: { sku: string }
  change?: Record<string, [unknown, unknown]>
  request_id?: string
}

interface Stretch {
  /** Newest first. */
  entries: Entry[]
  /** Where the next stretch ends; null at the beginning of the log. */
  rest: number | null
}

interface Asked {
  /** Types with commas between them; empty is all. */
  type: string
  /** The seq it ends with; null is the newest. */
  from: number | null
  signal: AbortSignal
}

const PAGE = 200
/** Without a filter a stretch is a page; with one it has to look further for as many. */
const STRETCH = 200
const FILTERED_STRETCH = 5_000

export async function readBackwards(
  list: Client['events']['list'],
  { type, from, signal }: Asked,
): Promise<Stretch> {
  const { epoch, head } = await list({ after: 'now', limit: 1 }, { signal })
  const end = from ?? seqOf(head)
  const begin = Math.max(0, end - (type === '' ? STRETCH : FILTERED_STRETCH))
  try {
    const entries = await readOnwards(list, `${epoch}.${begin}`, end, { type, signal })
    return { entries: entries.reverse(), rest: begin === 0 ? null : begin }
  } catch (error) {
    if (!(error instanceof OrderdError) || error.code !== 'cursor_expired') throw error
    // Retention took the beginning of the stretch: what is left of it is the oldest there is.
    const entries = await readOnwards(list, undefined, end, { type, signal })
    return { entries: entries.reverse(), rest: null }
  }
}

async function readOnwards(
  list: Client['events']['list'],
  begin: string | undefined,
  end: number,
  { type, signal }: Pick<Asked, 'type' | 'signal'>,
): Promise<Entry[]> {
  const entries: Entry[] = []
  let after = begin
  for (;;) {
    const query = { after, limit: PAGE, ...(type === '' ? {} : { type }) }
    const page = await list(query, { signal })
    const items = page.items as unknown as Entry[]
    entries.push(...items.filter(({ seq }) => seq <= end))
    after = page.next
    if (!page.more || seqOf(after) >= end) return entries
  }
}

const seqOf = (cursor: string): number => Number(cursor.slice(cursor.lastIndexOf('.') + 1))
