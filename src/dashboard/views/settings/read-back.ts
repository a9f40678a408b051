// A page of the event log, newest first. With a filter the server scans a bounded piece for each request,
// so that one page may take several requests.

import type { Client } from '#client/index.ts'

export interface Entry {
  seq: number
  id: string
  type: string
  at: string
  actor?: { type: string; id?: number | string }
  order?: { id: string; number: string | null; currency: string }
  product?: { currency: string }
  coupon?: { currency: string | null }
  /** Without a currency in events of an older server. */
  shipping_method?: { currency?: string }
  stock?: { sku: string }
  backup?: { name: string }
  change?: Record<string, [unknown, unknown]>
  request_id?: string
}

interface Page {
  entries: Entry[]
  /** The cursor of the next page; null at the beginning of the log. */
  rest: string | null
}

interface Query {
  /** Types with commas between them; empty is all. */
  type: string
  before: string
  signal: AbortSignal
}

const LIMIT = 100
/** The reader asks for the rest with a button. */
const MAX_REQUESTS = 10

export async function readBack(
  list: Client['events']['list'],
  { type, before, signal }: Query,
): Promise<Page> {
  const entries: Entry[] = []
  let rest: string | null = before
  for (
    let requests = 0;
    requests < MAX_REQUESTS && rest !== null && entries.length < LIMIT;
    requests++
  ) {
    const limit = LIMIT - entries.length
    const page = await list({ before: rest, limit, ...(type === '' ? {} : { type }) }, { signal })
    entries.push(...(page.items as unknown as Entry[]))
    rest = page.more ? page.next : null
  }
  return { entries, rest }
}
