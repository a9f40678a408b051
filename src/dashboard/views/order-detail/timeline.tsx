// The events of an order, newest first, each with its actor, time and changed fields.

import { useQuery } from '@tanstack/react-query'
import { type BodyOf, every, type Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Actor } from '#dashboard/parts/order/actor.tsx'
import { ChangeList } from '#dashboard/parts/order/change-list.tsx'
import { type Change, changeLines } from '#dashboard/parts/order/changes.ts'
import { useOrder } from '#dashboard/parts/order/context.ts'
import { providerOf } from '#dashboard/parts/order/payment-kinds.ts'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'

const texts = t.orderDetail.timeline

/** The event types of the server. */
type EventType = BodyOf<'POST /webhooks'>['events'][number]
/** Those of an order; one that is deleted has no page. */
type OrderEventType = Exclude<
  Extract<EventType, `${'order' | 'payment' | 'fulfillment' | 'return'}.${string}`>,
  `${string}.*` | 'order.deleted'
>

/** An event type without a word is a compile error. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(texts.events satisfies Readonly<Record<OrderEventType, string>>),
)

interface Entry {
  id: string
  type: string
  at: string
  actor?: { type: string; id?: number | string }
  change?: Change
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
    <section className="parts-panel" aria-label={texts.title}>
      <header className="parts-panel-head">
        <h2>{texts.title}</h2>
      </header>
      {error !== null && data === undefined && (
        <Failure error={error} name={texts.title} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <div className="parts-panel-body">
          <Skeleton lines={4} />
        </div>
      )}
      <ol className="order-detail-timeline">
        {data?.map((entry) => (
          <li key={entry.id}>
            <div className="parts-row parts-row-wrap order-detail-entry-head">
              <span>{entryText(entry)}</span>
              <span className="parts-small parts-soft parts-push">
                <Actor actor={entry.actor} /> · <Time at={entry.at} />
              </span>
            </div>
            <Changes entry={entry} order={order} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A cancelled parcel that was shipped is an undone shipment; a pending refund is still to be done. */
function entryText({ type, change = {} }: Entry): string {
  if (type === 'fulfillment.cancelled' && isShippedIn(change.fulfillments?.[0])) {
    return texts.shipmentUndone
  }
  const refund = change.payments && refundIn(change.payments)
  if (refund?.status === 'pending' && type === 'order.updated')
    return t.payments.refundToDo(providerOf(refund))

  return refund?.status === 'failure' && type === 'payment.failed'
    ? texts.refundFailed
    : (WORDS.get(type) ?? type)
}

/** The refund that is new in a list of payments, or has ended. */
function refundIn([before, after]: Change[string]):
  | { status: string; provider: string }
  | undefined {
  const refundsOf = (list: unknown) =>
    (Array.isArray(list) ? (list as Order['payments']) : []).flatMap(({ provider, transactions }) =>
      transactions
        .filter(({ kind }) => kind === 'refund')
        .map(({ id, status }) => ({ id, status, provider })),
    )
  const was = new Map(refundsOf(before).map(({ id, status }) => [id, status]))
  return refundsOf(after).find(({ id, status }) => was.get(id) !== status)
}

const isShippedIn = (parcels: unknown): boolean =>
  Array.isArray(parcels) && parcels.some(({ status }) => status === 'shipped')

/** Fields that the sentence of the event implies. */
const IMPLIED: ReadonlySet<string> = new Set(['status', 'expires_at', 'on_hold', 'attention'])

function Changes({ entry, order }: { entry: Entry; order: Order }) {
  const change = Object.entries(entry.change ?? {}).filter(([field]) => !IMPLIED.has(field))
  return <ChangeList lines={changeLines(Object.fromEntries(change), order.currency)} />
}
