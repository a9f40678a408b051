// Fan-out of the log to deliveries: one row for each event and each endpoint that wants it, in the
// transaction that moves the cursor, so that none is missed and none comes twice. Subscriptions are read
// from the log too, in its order: a change of an endpoint counts from its own event on.

import type { Db, Tx } from '#db/port.ts'
import { type Subscription, wants } from '#domain/webhook.ts'
import { consume } from '#events/consumer.ts'
import type { LogEvent } from '#events/event.ts'
import { readEvents } from '#events/log.ts'
import type { Ids } from '#lib/ids.ts'
import {
  type Delivery,
  insertDeliveries,
  loadSubscriptions,
  newDelivery,
  saveSubscription,
} from '#modules/webhooks/public.ts'

const BATCH = 500

interface FanOutDeps {
  db: Db
  ids: Ids
}

interface FanOutResult {
  /** More events may follow. */
  isFull: boolean
  /** True where an endpoint wants events; null without an event to read the subscriptions for. */
  hasSubscribers: boolean | null
}

export async function fanOut(
  { db, ids }: FanOutDeps,
  epoch: string,
  now: number,
): Promise<FanOutResult> {
  let hasSubscribers: boolean | null = null
  const taken = await consume<LogEvent>(db, {
    name: 'webhooks',
    startAfter: 0,
    read: (sql, after) => readEvents(sql, epoch, after, BATCH),
    async work(tx, events) {
      const subscriptions = await loadSubscriptions(tx)
      const deliveries: Delivery[] = []
      for (const event of events) {
        if (!event.imported) deliveries.push(...deliveriesOf(event, subscriptions, ids, now))
        if (event.type.startsWith('webhook.')) await applyChange(tx, event, subscriptions)
      }
      await insertDeliveries(tx, deliveries)
      hasSubscribers = subscriptions.size > 0
    },
  })
  return { isFull: taken === BATCH, hasSubscribers }
}

const deliveriesOf = (
  event: LogEvent,
  subscriptions: ReadonlyMap<string, Subscription>,
  ids: Ids,
  now: number,
): Delivery[] =>
  [...subscriptions]
    .filter(([, subscription]) => wants(subscription, event.type))
    .map(([webhook_id]) =>
      newDelivery({
        id: ids.next('dlv'),
        webhook_id,
        event_id: event.id,
        event_type: event.type,
        event_seq: event.seq,
        body: null,
        created_at: now,
      }),
    )

/** Takes over a change of an endpoint. */
async function applyChange(
  tx: Tx,
  event: LogEvent,
  subscriptions: Map<string, Subscription>,
): Promise<void> {
  const { webhook } = event.body()
  if (webhook === undefined) throw new Error(`${event.type} ${event.id} names no webhook`)
  const { id, events, enabled, account_events } = webhook
  const subscription = event.type === 'webhook.deleted' ? null : { events, enabled, account_events }
  if (subscription === null) subscriptions.delete(id)
  else subscriptions.set(id, subscription)
  await saveSubscription(tx, id, subscription)
}
