// Schemas of the frames and events that a reader gets: for the AsyncAPI document, and for tests that check
// real frames against them. protocol.ts makes the frames.

import { type TProperties, type TSchema, Type } from '@sinclair/typebox'
import {
  ORDER_EVENT_TYPES,
  OTHER_EVENT_TYPES,
  type OrderSummary as Summary,
} from '#domain/event.ts'
import { Nullable, OneOf, Time } from '#http/schema.ts'
import { OrderModel } from '#modules/orders/public.ts'
import { CLOSE_CODES } from './protocol.ts'

const Cursor = Type.String({
  pattern: '^[A-Za-z0-9._-]+$',
  description: 'A position in the log. Opaque: keep it and send it back.',
  examples: ['k3f9.8124'],
})
const Name = Type.String({ description: "The client's name for the subscription." })
const Seq = Type.Integer({
  minimum: 1,
  description: 'Number of the event in the log: dense and rising.',
})

const { properties: order } = OrderModel
const staffOnly = { description: 'Staff only.' }

/** The fields of an order that one can filter or sort on; of `track:` topics fewer. */
const OrderSummary = Type.Object(
  {
    id: order.id,
    version: Type.Integer({ minimum: 1, description: 'Rises by one with every change.' }),
    number: Type.Optional(order.number),
    status: order.status,
    payment_status: Type.Optional(order.payment_status),
    fulfillment_status: order.fulfillment_status,
    return_status: order.return_status,
    display_status: order.display_status,
    on_hold: Type.Optional(order.on_hold),
    attention: Type.Optional(Type.Boolean(staffOnly)),
    customer_id: Type.Optional(order.customer_id),
    email: Type.Optional(order.email),
    total: Type.Optional(order.total),
    due_total: Type.Optional(order.due_total),
    currency: Type.Optional(order.currency),
    tags: Type.Optional(Type.Array(Type.String(), staffOnly)),
    archived: Type.Optional(Type.Boolean()),
    placed_at: order.placed_at,
    created_at: order.created_at,
    updated_at: order.updated_at,
  } satisfies Record<keyof Summary, TSchema>,
  { additionalProperties: false },
)

const StockChange = Type.Object(
  { sku: Type.String(), location_id: Type.String() },
  { additionalProperties: true, description: 'The level as it is now.' },
)

export const EventModel = Type.Object(
  {
    seq: Seq,
    cursor: Cursor,
    id: Type.String({ examples: ['evt_01kb3xq2v5e8t9w0y1z2a3b4c5'] }),
    type: OneOf([...ORDER_EVENT_TYPES, ...OTHER_EVENT_TYPES]),
    at: Time,
    order: Type.Optional(OrderSummary),
    stock: Type.Optional(StockChange),
    change: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 2, maxItems: 2 }), {
        description: '[before, after] of each changed field.',
      }),
    ),
    actor: Type.Optional(
      Type.Object({
        type: Type.String(),
        id: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
      }),
    ),
    request_id: Type.Optional(Type.String()),
    import: Type.Optional(Type.Literal(true)),
  },
  { description: 'The same bytes on a socket, in a stream, in a list and in a webhook.' },
)

const Direction = OneOf(
  ['in', 'out'],
  'The row came into the filter, or left it. Absent: it stayed.',
)

const delivery = {
  subs: Type.Array(Name, { minItems: 1, description: 'The subscriptions that it is for.' }),
  e: EventModel,
  dir: Type.Optional(Direction),
  dirs: Type.Optional(
    Type.Record(Type.String(), Direction, {
      description: 'In place of dir where the subscriptions differ.',
    }),
  ),
}

const limit = Nullable(Type.Integer({ minimum: 1, description: 'null: no limit.' }))

const Frame = <T extends TProperties>(op: string, fields: T, description: string) =>
  Type.Object({ op: Type.Literal(op), ...fields }, { additionalProperties: false, description })

const id = Type.Integer({ description: 'That of the request.' })

export const FRAMES = {
  hello: Frame(
    'hello',
    {
      v: Type.Integer(),
      conn: Type.String({ description: 'Id of the connection, for logs.' }),
      epoch: Type.String({ description: 'Identity of the log.' }),
      head: Cursor,
      auth_timeout_ms: Type.Integer(),
      ping_ms: Type.Integer({ description: 'The server sends a ping after this silence.' }),
      limits: Type.Object({
        subs: limit,
        connections: limit,
        unauthenticated: limit,
        unauthenticated_per_address: limit,
        frame_bytes: Type.Integer(),
        snapshot_items: Type.Integer(),
        messages: Nullable(Type.Object({ count: Type.Integer(), per_ms: Type.Integer() })),
      }),
    },
    'The first frame.',
  ),
  ok: Frame(
    'ok',
    {
      id,
      sub: Type.Optional(Name),
      at: Type.Optional(Cursor),
      exp: Type.Optional(Type.String({ description: 'End of the token.' })),
    },
    'Done.',
  ),
  err: Frame(
    'err',
    {
      id: Type.Optional(id),
      sub: Type.Optional(Name),
      code: Type.String(),
      message: Type.String({ description: 'A sentence for a person.' }),
      retry: Type.Boolean({ description: 'The same request may succeed later.' }),
      errors: Type.Optional(
        Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
      ),
    },
    'Refused. The connection stays.',
  ),
  snap: Frame(
    'snap',
    {
      sub: Name,
      at: Cursor,
      items: Type.Array(OrderSummary),
      more: Type.Boolean({ description: 'Ask for the next page with `more`.' }),
    },
    'A page of the snapshot, newest first, read in one transaction whose newest event is `at`.',
  ),
  live: Frame('live', { sub: Name, at: Cursor }, 'Replay is done; from here on it is live.'),
  ev: Frame('ev', delivery, 'One event, once for all subscriptions of the connection.'),
  evs: Frame('evs', { list: Type.Array(Type.Object(delivery)) }, 'All events of one tick.'),
  mark: Frame(
    'mark',
    { subs: Type.Array(Name, { minItems: 1 }), at: Cursor },
    'No event up to here was for these subscriptions: resume from here.',
  ),
  gone: Frame(
    'gone',
    { sub: Name, code: OneOf(['cursor_expired', 'epoch_changed', 'forbidden']) },
    'The subscription has ended. Start over from a snapshot, unless it is forbidden.',
  ),
  exp: Frame(
    'exp',
    { in_ms: Type.Number({ minimum: 0 }) },
    'The token ends in this time; 0: it has ended, and events wait for a new one.',
  ),
  ping: Frame('ping', { at: Cursor, head: Cursor }, 'Answer with pong.'),
  bye: Frame(
    'bye',
    {
      code: Type.Unsafe<number>({ type: 'integer', enum: Object.values(CLOSE_CODES) }),
      reason: OneOf(Object.keys(CLOSE_CODES)),
      retry_ms: Nullable(Type.Integer({ description: 'Reconnect after this time; null: do not.' })),
    },
    'The last frame before the server closes with that code.',
  ),
} as const
