// A page of the log, newest first. Where the filter skips a lot the server looks a bounded piece at a
// time, so that a page may take several questions.

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
  /** Where the next page begins; null at the beginning of the log. */
  rest: string | null
}

interface Asked {
  /** Types with commas between them; empty is all. */
  type: string
  before: string
  signal: AbortSignal
}

const LIMIT = 100
/** Then one has to ask for more by hand. */
const MOST_QUESTIONS = 10

export async function readBack(
  list: Client['events']['list'],
  { type, before, signal }: Asked,
): Promise<Page> {
  const entries: Entry[] = []
  let rest: string | null = before
  for (let asked = 0; asked < MOST_QUESTIONS && rest !== null && entries.length < LIMIT; asked++) {
    const limit = LIMIT - entries.length
    const page = await list({ before: rest, limit, ...(type === '' ? {} : { type }) }, { signal })
    entries.push(...(page.items as unknown as Entry[]))
    rest = page.more ? page.next : null
  }
  return { entries, rest }
}
