// Query and answer schemas of the routes of live updates.

import { Type } from '@sinclair/typebox'
import { Query } from '#http/schema.ts'
import { FILTER_PARAMETERS } from '#modules/realtime/topic/filter.ts'

const Values = Type.Optional(
  Type.String({ maxLength: 4_096, description: 'Values with commas between them.' }),
)
const filters = Object.fromEntries(FILTER_PARAMETERS.map((name) => [name, Values])) as Record<
  (typeof FILTER_PARAMETERS)[number],
  typeof Values
>

const Topic = Type.Optional(
  Type.String({
    maxLength: 256,
    description: 'orders, orders.mine, order:<id>, stock; none is every event, for admins.',
    examples: ['orders'],
  }),
)
const After = Type.Optional(
  Type.String({
    maxLength: 64,
    description: 'A cursor: `next` of an answer, or that of an event.',
  }),
)

export const FeedQuery = Query({
  topic: Topic,
  after: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'A cursor; `now` is the head, none the oldest kept.',
    }),
  ),
  before: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'A cursor: the events before it, newest first; `now` begins with the newest. ' +
        'Goes with neither after nor wait.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 25,
      default: 0,
      description: 'Seconds to wait for an event.',
    }),
  ),
  ...filters,
})

export const StreamQuery = Query({
  topic: Topic,
  after: After,
  ticket: Type.Optional(Type.String({ maxLength: 128 })),
  ...filters,
})

export const SocketQuery = Query({
  ticket: Type.Optional(Type.String({ maxLength: 128, description: 'Opens one socket, once.' })),
})

export const FeedModel = Type.Object({
  epoch: Type.String({ description: 'Identity of the log. Cursors of another one are void.' }),
  items: Type.Array(Type.Object({}, { additionalProperties: true }), {
    description:
      'Events, oldest first (with `before` newest first), the same bytes as on a socket.',
  }),
  next: Type.String({ description: 'Continue from here, with `after` or `before`.' }),
  head: Type.String(),
  more: Type.Boolean({ description: 'There is more in that direction right now.' }),
})

export const TicketModel = Type.Object({
  ticket: Type.String(),
  expires_in: Type.Integer({ description: 'Seconds.' }),
})
