// Pages of snapshots. Boards that open or come back at the same time ask for the same pages of the same state: a
// page of all orders is read once for each newest event of the log, and kept until the next one.

import type { Reader } from '#db/port.ts'
import { summaryFor } from '#events/event.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import type { SummaryPosition } from '#modules/orders/public.ts'
import type { Filter } from './filter.ts'
import { loadSummaries } from './store.ts'
import type { Topic } from './topics.ts'

/** At most 8 pages of 500 rows are kept: 2 MB. */
const KEPT_MAX = 8

export interface SnapshotPage {
  epoch: string
  /** The newest event of the state that the page is of. */
  at: number
  /** JSON list of summaries for the audience of the topic. */
  items: string
  /** null on the last page. */
  end: SummaryPosition | null
}

interface SnapshotRequest {
  topic: Topic
  filter: Filter | null
  before: SummaryPosition | null
  limit: number
}

export interface Snapshots {
  read(request: SnapshotRequest): Promise<SnapshotPage>
}

interface SnapshotDeps {
  db: Pick<Reader, 'snapshot' | 'capabilities'>
  tail: Pick<Tail, 'head' | 'onAdvance'>
}

export function createSnapshots({ db, tail }: SnapshotDeps): Snapshots {
  const kept = new Map<string, SnapshotPage>()
  // An erasure is an event, too: no text of before it stays in memory.
  tail.onAdvance(() => kept.clear())

  function keep(key: string, page: SnapshotPage): void {
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= KEPT_MAX) kept.delete(oldest)
    kept.set(key, page)
  }

  return {
    read: ({ topic, filter, before, limit }) => {
      const key = topic.channel === 'orders' ? JSON.stringify([filter?.key, before, limit]) : null
      return db.snapshot(async (sql) => {
        const { head, epoch } = await feedState(sql)
        const known = key === null ? undefined : kept.get(key)
        if (known?.at === head && known.epoch === epoch) return known
        const { texts, end } = await loadSummaries(sql, db.capabilities, {
          rows: topic.rows ?? {},
          conditions: filter?.rows ?? [],
          before,
          limit,
        })
        const items = texts.map((text) => summaryFor(topic.audience, text)).join(',')
        const page = { epoch, at: head, items: `[${items}]`, end }
        if (key !== null && tail.head <= head) keep(key, page)
        return page
      })
    },
  }
}
