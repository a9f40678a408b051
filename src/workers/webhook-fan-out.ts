// From the log to deliveries: one row for each event and each endpoint that wants it, in the
// transaction that moves the place in the log, so that none is missed and none comes twice. Who
// wants what is read from the log too, in its order: an endpoint gets what comes after the event of
// its creation, and a change of it counts from the event of that change on.

import type { Db, Tx } from '#db/port.ts'
import { type Subscription, wants } from '#domain/webhook.ts'
import { consume } from '#events/consumer.ts'
import type { LogEvent } from '#events/event.ts'
import type { Ids } from '#lib/ids.ts'
import { type Delivery, insertDeliveries, newDelivery } from '#modules/webhooks/queries.ts'
import { loadSubscriptions, saveSubscription } from '#modules/webhooks/store.ts'

const BATCH = 500

interface FanOutDeps {
  db: Db
  ids: Ids
}

interface FannedOut {
  /** There may be more events. */
  isFull: boolean
  /** Does anybody want anything? null where there was no event to find out by. */
  hasSubscribers: boolean | null
}

export async function fanOut(
  { db, ids }: FanOutDeps,
  epoch: string,
  now: number,
): Promise<FannedOut> {
  let hasSubscribers: boolean | null = null
  const taken = await consume(db, epoch, {
    name: 'webhooks',
    startAfter: 0,
    limit: BATCH,
    async work(tx, events) {
      const subscriptions = await loadSubscriptions(tx)
      const deliveries: Delivery[] = []
      for (const event of events) {
        if (!event.imported) deliveries.push(...deliveriesOf(event, subscriptions, ids, now))
        if (event.type.startsWith('webhook.')) await follow(tx, event, subscriptions)
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

/** What the log says about an endpoint holds from here on. */
async function follow(
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
