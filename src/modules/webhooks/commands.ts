// Setting up webhooks, and asking for a delivery by hand. Whether an address may be called at all is
// looked up before, outside the transaction (index.ts), and again at every attempt.

import { type TProperties, Type } from '@sinclair/typebox'
import { type Command, type Context, noContent } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf, type Caller, forbidden, isAdmin } from '#domain/access.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { isForAdmins } from '#domain/webhook.ts'
import { iso } from '#lib/clock.ts'
import { NewWebhook, presentDelivery, presentWebhook, WebhookPatch } from './model.ts'
import {
  type Delivery,
  insertDeliveries,
  loadAttempts,
  loadDelivery,
  newDelivery,
  updateDelivery,
} from './queries.ts'
import { insertWebhook, loadWebhook, updateWebhook, type Webhook } from './store.ts'

/** From a rotation on both secrets sign for this long. */
const ROTATION_MS = 24 * 60 * 60_000

const who = { admin: 'webhooks:write' } as const

const Args = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })

const SHOWN = [
  'url',
  'events',
  'description',
  'enabled',
  'disabled_reason',
  'account_events',
  'previous_secret_expires_at',
] as const

const eventOf = (
  type: NewEvent['type'],
  after: Webhook,
  before: Webhook | null = null,
): NewEvent => ({
  type,
  subject: { key: 'webhook', value: presentWebhook(after) },
  staff_only: true,
  ...(before === null ? {} : { change: difference(before, after, SHOWN) }),
})

async function locked(tx: Tx, id: string): Promise<Webhook> {
  await tx.lock('webhooks', 'id', id)
  const webhook = await loadWebhook(tx, id)
  if (webhook === null) throw notFound()
  return webhook
}

/** 403: events about accounts are not for an API key to ask for. */
function checkEvents(events: readonly string[], caller: Caller): string[] {
  const refused = isAdmin(caller) ? undefined : events.find(isForAdmins)
  if (refused !== undefined) throw forbidden(`Only an admin may subscribe to ${refused}.`)
  return [...new Set(events)]
}

/** `secret` is made before, outside the transaction. */
export const createWebhook: Command<NewWebhook & { secret: string }> = {
  name: 'webhook.create',
  args: Args({ ...NewWebhook.properties, secret: Type.String() }),
  who,
  async run(tx, { url, events, description = null, secret }, { now, ids, caller }) {
    const webhook: Webhook = {
      id: ids.next('whk'),
      url,
      events: checkEvents(events, caller),
      description,
      enabled: true,
      account_events: isAdmin(caller),
      secret,
      previous_secret: null,
      previous_secret_expires_at: null,
      failing_since: null,
      disabled_reason: null,
      created_at: now,
      updated_at: now,
      deleted: false,
    }
    await insertWebhook(tx, webhook)
    return {
      status: 201,
      body: { ...presentWebhook(webhook), secret },
      location: `/webhooks/${webhook.id}`,
      events: [eventOf('webhook.created', webhook)],
      secrets: ['secret'],
    }
  },
}

/** Whoever changes it answers for what it is told of: a key's change takes account events from it. */
export const changeWebhook: Command<WebhookPatch & { id: string }> = {
  name: 'webhook.update',
  args: Args({ id: Type.String(), ...WebhookPatch.properties }),
  who,
  async run(tx, { id, ...patch }, { now, caller }) {
    const before = await locked(tx, id)
    const events = checkEvents(patch.events ?? before.events, caller)
    const isSwitchedOn = patch.enabled === true
    const after: Webhook = {
      ...before,
      ...patch,
      events,
      account_events: isAdmin(caller),
      ...(isSwitchedOn ? { disabled_reason: null, failing_since: null } : {}),
    }
    const event = eventOf('webhook.updated', after, before)
    if (Object.keys(event.change ?? {}).length === 0) {
      return { status: 200, body: presentWebhook(before), events: [] }
    }
    const changed = { ...after, updated_at: now }
    await updateWebhook(tx, before, changed)
    return {
      status: 200,
      body: presentWebhook(changed),
      events: [eventOf('webhook.updated', changed, before)],
    }
  },
}

export const deleteWebhook: Command<{ id: string }> = {
  name: 'webhook.delete',
  args: Args({ id: Type.String() }),
  who,
  async run(tx, { id }, { now }) {
    const before = await locked(tx, id)
    const after = { ...before, enabled: false, deleted: true, updated_at: now }
    await updateWebhook(tx, before, after)
    return noContent([eventOf('webhook.deleted', after)])
  },
}

/** orderd's own: the endpoint said that it is gone, or has failed for too long. */
export const disableWebhook: Command<{ id: string; reason: 'gone' | 'failing' }> = {
  name: 'webhook.disable',
  args: Args({ id: Type.String(), reason: Type.String() }),
  who: 'admin',
  async run(tx, { id, reason }, { now }) {
    const before = await locked(tx, id)
    if (!before.enabled) return noContent([])
    const after = { ...before, enabled: false, disabled_reason: reason, updated_at: now }
    await updateWebhook(tx, before, after)
    return noContent([eventOf('webhook.disabled', after, before)])
  },
}

/** The old secret signs beside the new one for a while. */
export const rotateSecret: Command<{ id: string; secret: string }> = {
  name: 'webhook.rotate_secret',
  args: Args({ id: Type.String(), secret: Type.String() }),
  who,
  async run(tx, { id, secret }, { now }) {
    const before = await locked(tx, id)
    const after: Webhook = {
      ...before,
      secret,
      previous_secret: before.secret,
      previous_secret_expires_at: now + ROTATION_MS,
      updated_at: now,
    }
    await updateWebhook(tx, before, after)
    return {
      status: 200,
      body: { ...presentWebhook(after), secret },
      events: [eventOf('webhook.updated', after, before)],
      secrets: ['secret'],
    }
  },
}

const switchedOff = (): DomainError =>
  new DomainError('bad_transition', 'The webhook is switched off.', {
    from: 'disabled',
    to: 'delivered',
  })

/** Sends a made-up event to it. 409 bad_transition where it is switched off. */
export const testWebhook: Command<{ id: string }> = {
  name: 'webhook.test',
  args: Args({ id: Type.String() }),
  who,
  async run(tx, { id }, context) {
    const webhook = await locked(tx, id)
    if (!webhook.enabled) throw switchedOff()
    const event_id = context.ids.next('evt')
    const delivery = newDelivery({
      id: context.ids.next('dlv'),
      webhook_id: id,
      event_id,
      event_type: 'webhook.test',
      event_seq: null,
      body: testBody(event_id, webhook, context),
      created_at: context.now,
    })
    await insertDeliveries(tx, [delivery])
    return {
      status: 201,
      body: presentDelivery(delivery, []),
      location: `/webhooks/${id}/deliveries/${delivery.id}`,
      events: [],
    }
  },
}

/** Like any event, but that it stands in no log: it has no seq and no cursor. */
const testBody = (id: string, webhook: Webhook, { now, caller, requestId }: Context): string =>
  JSON.stringify({
    id,
    type: 'webhook.test',
    at: iso(now),
    webhook: presentWebhook(webhook),
    actor: actorOf(caller),
    request_id: requestId,
  })

/** At once, and as patient as the first time. 409 bad_transition where the webhook is switched off. */
export const redeliver: Command<{ id: string; delivery_id: string }> = {
  name: 'webhook.redeliver',
  args: Args({ id: Type.String(), delivery_id: Type.String() }),
  who,
  async run(tx, { id, delivery_id }, { now }) {
    const webhook = await locked(tx, id)
    await tx.lock('webhook_deliveries', 'id', delivery_id)
    const before = await loadDelivery(tx, id, delivery_id)
    if (before === null) throw notFound()
    if (!webhook.enabled) throw switchedOff()
    const again = { status: 'pending', failures: 0, due_at: now, finished_at: null } as const
    // One that is under way is as good as asked for.
    const after: Delivery = before.claimed ? before : { ...before, ...again }
    await updateDelivery(tx, before, after)
    const attempts = await loadAttempts(tx, [delivery_id])
    return {
      status: 200,
      body: presentDelivery(after, attempts.get(delivery_id) ?? []),
      events: [],
    }
  },
}
