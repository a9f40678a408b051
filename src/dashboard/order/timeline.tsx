// What happened, newest first: what, who, when, and each field as it was before and after.

import { useQuery } from '@tanstack/react-query'
import { every, type Order } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'
import { moneyText } from '#dashboard/parts/money.tsx'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { exactText, Time } from '#dashboard/parts/time.tsx'
import { Actor } from './actor.tsx'
import { useOrder } from './context.ts'

interface Entry {
  id: string
  type: string
  at: string
  actor?: { type: string; id?: number | string }
  change?: Record<string, [unknown, unknown]>
}

const PAGE = 200

export function Timeline() {
  const { order } = useOrder()
  const { data, error, refetch } = useQuery({
    queryKey: ['order', order.id, 'events'],
    queryFn: async ({ signal }) => {
      const found: Entry[] = []
      const list = (query: { cursor?: unknown; limit: number }) =>
        client.orders.events(
          order.id,
          { limit: query.limit, ...(query.cursor ? { cursor: String(query.cursor) } : {}) },
          { signal },
        )
      for await (const event of every(list, { limit: PAGE })) found.push(event as unknown as Entry)
      return found.reverse()
    },
  })
  return (
    <section className="panel" aria-label="Timeline">
      <header className="panel-head">
        <h2>Timeline</h2>
      </header>
      {error !== null && data === undefined && (
        <Failure error={error} what="timeline" onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <div className="panel-body">
          <Bones lines={4} />
        </div>
      )}
      <ol className="timeline">
        {data?.map((entry) => (
          <li key={entry.id}>
            <div>{typeText(entry.type)}</div>
            <div className="small soft">
              <Actor actor={entry.actor} /> · <Time at={entry.at} />
            </div>
            <Changes entry={entry} order={order} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** "payment.charged_back" -> "Payment charged back". */
function typeText(type: string): string {
  const text = type.replace(/^order\./, 'order ').replace(/[._]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What changes with every event says nothing. */
const QUIET = new Set(['updated_at', 'version'])

function Changes({ entry, order }: { entry: Entry; order: Order }) {
  const changes = Object.entries(entry.change ?? {}).filter(([field]) => !QUIET.has(field))
  if (changes.length === 0) return null
  return (
    <ul className="changes">
      {changes.map(([field, [before, after]]) => (
        <li key={field}>
          {field.replace(/_/g, ' ')}: {valueText(field, before, order)} →{' '}
          <span className="after">{valueText(field, after, order)}</span>
        </li>
      ))}
    </ul>
  )
}

const IS_TIME = /^\d{4}-\d\d-\d\dT/

function valueText(field: string, value: unknown, { currency }: Order): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (typeof value === 'number' && /(_|^)total$|amount|price/.test(field)) {
    return moneyText(value, currency)
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' && IS_TIME.test(value)) return exactText(value)
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.map((one) => itemText(one)).join(', ')
  }
  if (typeof value === 'object') return Object.values(value).filter(Boolean).join(', ')
  return String(value).replace(/_/g, ' ')
}

const itemText = (item: unknown): string =>
  typeof item === 'object' && item !== null ? Object.values(item).join(' ') : String(item)
