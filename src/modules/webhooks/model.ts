// Webhooks and their deliveries on the wire. A secret is only in the answer that creates it.

import { type Static, Type } from '@sinclair/typebox'
import { EVENT_PATTERNS } from '#domain/webhook.ts'
import { Body, Nullable, OneOf, Text, Time } from '#http/schema.ts'
import { iso, isoOrNull } from '#lib/clock.ts'
import { type Attempt, DELIVERY_STATUSES, type Delivery } from './queries.ts'
import type { Webhook } from './store.ts'

const Url = Text({
  minLength: 1,
  maxLength: 2_048,
  description: 'https or http, to a public address.',
  examples: ['https://example.com/hooks/orderd'],
})
const Patterns = Type.Array(OneOf(EVENT_PATTERNS), {
  minItems: 1,
  maxItems: EVENT_PATTERNS.length,
  description: 'Types, kinds such as order.*, or * for everything.',
  examples: [['order.*', 'payment.captured']],
})
const Description = Nullable(Text({ maxLength: 500 }))

export const NewWebhook = Body({
  url: Url,
  events: Patterns,
  description: Type.Optional(Description),
})
export type NewWebhook = Static<typeof NewWebhook>

export const WebhookPatch = Body(
  {
    url: Type.Optional(Url),
    events: Type.Optional(Patterns),
    description: Type.Optional(Description),
    enabled: Type.Optional(Type.Boolean({ description: 'Switching it on forgets its failures.' })),
  },
  { minProperties: 1 },
)
export type WebhookPatch = Static<typeof WebhookPatch>

export const WebhookModel = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    events: Type.Array(Type.String()),
    description: Nullable(Type.String()),
    enabled: Type.Boolean(),
    disabled_reason: Nullable(OneOf(['gone', 'failing'], 'It answered 410, or failed for 5 days.')),
    failing_since: Nullable(Time),
    account_events: Type.Boolean({
      description:
        'Whether * takes in events about accounts, keys and settings: an admin set it up.',
    }),
    previous_secret_expires_at: Nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'Webhook' },
)

export const CreatedWebhook = Type.Object({
  ...WebhookModel.properties,
  secret: Type.String({ description: 'Shown this once.', examples: ['whsec_...'] }),
})

export const DeliveryModel = Type.Object(
  {
    id: Type.String(),
    webhook_id: Type.String(),
    event_id: Type.String({ description: 'Sent as webhook-id, the same at every attempt.' }),
    event_type: Type.String(),
    status: OneOf(DELIVERY_STATUSES, 'dead: every attempt failed.'),
    attempts: Type.Array(
      Type.Object({
        at: Time,
        status: Nullable(Type.Integer({ description: 'Of the answer.' })),
        duration_ms: Nullable(Type.Integer()),
        error: Nullable(Type.String({ description: 'Why no answer came.' })),
        response: Nullable(Type.String({ description: 'The first KB of the answer.' })),
      }),
    ),
    next_attempt_at: Nullable(Time),
    created_at: Time,
    finished_at: Nullable(Time),
  },
  { title: 'WebhookDelivery' },
)

export const presentWebhook = (webhook: Webhook): Static<typeof WebhookModel> => ({
  id: webhook.id,
  url: webhook.url,
  events: webhook.events,
  description: webhook.description,
  enabled: webhook.enabled,
  disabled_reason: webhook.disabled_reason,
  failing_since: isoOrNull(webhook.failing_since),
  account_events: webhook.account_events,
  previous_secret_expires_at: isoOrNull(webhook.previous_secret_expires_at),
  created_at: iso(webhook.created_at),
  updated_at: iso(webhook.updated_at),
})

export const presentDelivery = (
  delivery: Delivery,
  attempts: readonly Attempt[],
): Static<typeof DeliveryModel> => ({
  id: delivery.id,
  webhook_id: delivery.webhook_id,
  event_id: delivery.event_id,
  event_type: delivery.event_type,
  status: delivery.status,
  attempts: attempts.map(({ at, status, duration_ms, error, response }) => ({
    at: iso(at),
    status,
    duration_ms,
    error,
    response,
  })),
  next_attempt_at: delivery.status === 'pending' && !delivery.claimed ? iso(delivery.due_at) : null,
  created_at: iso(delivery.created_at),
  finished_at: isoOrNull(delivery.finished_at),
})
