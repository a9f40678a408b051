// Routes of live updates: the socket, its tickets, and the same events as a list and as a stream.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { DomainError } from '#domain/errors.ts'
import { json, jsonText } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { once } from '#lib/once.ts'
import type { Proxies } from '#lib/proxies.ts'
import type { Access } from '#modules/realtime/auth/access.ts'
import { TICKET_MS } from '#modules/realtime/auth/tickets.ts'
import { asyncApi } from '#modules/realtime/http/asyncapi.ts'
import { poll, stream } from '#modules/realtime/http/handlers.ts'
import {
  FeedModel,
  FeedQuery,
  SocketQuery,
  StreamQuery,
  TicketModel,
} from '#modules/realtime/http/model.ts'
import {
  chooseProtocol,
  isAllowedOrigin,
  type SocketState,
  socketFactory,
} from '#modules/realtime/socket/sockets.ts'
import type { Live } from './live.ts'

interface RealtimeDeps {
  guard: Guard
  live: Live
  proxies: Pick<Proxies, 'isSecure' | 'limitKeyOf'>
  /** Origins of browsers that are accepted beside the server's own. */
  origins: readonly string[]
}

const FEED_REFUSALS = ['admin_required', 'not_found', 'cursor_expired', 'epoch_changed'] as const

const STREAM_REFUSALS = [
  ...FEED_REFUSALS,
  'not_authenticated',
  'invalid_token',
  'token_expired',
  'forbidden',
  'rate_limited',
] as const

const describe = (operationId: string, summary: string) => ({
  detail: { operationId, summary, tags: ['Live updates'] },
})

export function realtimeRoutes({ guard, live, proxies, origins }: RealtimeDeps) {
  const newSocket = socketFactory(live.hub)
  const document = once(() => JSON.stringify(asyncApi()))

  return new Elysia({ name: 'realtime', normalize: false })
    .use(guard)
    .get(
      '/realtime',
      ({ request, server }) => {
        if (!isAllowedOrigin(request, proxies.isSecure(request), origins)) {
          throw new DomainError('forbidden', 'This origin may not connect.')
        }
        const credential = live.access.credentialOf(request)
        const address = proxies.limitKeyOf(request)
        upgrade(request, server, (isSupported) => newSocket({ credential, address, isSupported }))
      },
      {
        who: 'anyone',
        query: SocketQuery,
        response: responses(101, null, ['forbidden']),
        ...describe('openSocket', 'A WebSocket of subprotocol orderd.v1'),
      },
    )
    .post(
      '/realtime/tickets',
      async ({ request }) => {
        const ticket = await live.tickets.issue(await live.access.identify(request))
        return json({ ticket, expires_in: TICKET_MS / 1000 }, { status: 201 })
      },
      {
        who: { user: 'orders:read' },
        response: responses(201, TicketModel),
        ...describe(
          'createTicket',
          'A ticket that opens one socket or stream, once, within 30 seconds',
        ),
      },
    )
    .get('/events', ({ request, query, call }) => poll(live, request, query, call.caller), {
      who: { user: 'orders:read' },
      query: FeedQuery,
      response: responses(200, FeedModel, FEED_REFUSALS),
      ...describe(
        'listEvents',
        'Events, oldest first; waits for one if asked to; or newest first, back from a cursor',
      ),
    })
    .get(
      '/events/stream',
      ({ request, query }) => stream(live, request, query, proxies.limitKeyOf(request)),
      {
        who: 'anyone',
        // A caller without a credential is refused before its parameters are checked.
        transform: ({ request }: { request: Request }) => refuseAnonymous(live.access, request),
        query: StreamQuery,
        produces: ['text/event-stream'],
        response: responses(200, Type.String(), STREAM_REFUSALS),
        ...describe('streamEvents', 'Events as server-sent events'),
      },
    )
    .get('/docs/asyncapi.json', () => jsonText(document()), {
      who: 'anyone',
      response: responses(200, Type.Object({}, { additionalProperties: true })),
      ...describe('getAsyncDocument', 'The AsyncAPI document of live updates'),
    })
}

type Server = Bun.Server<unknown> | null

function upgrade(
  request: Request,
  server: Server,
  newSocket: (isSupported: boolean) => SocketState,
): void {
  const { isSupported, chosen } = chooseProtocol(request)
  const isUpgraded = server?.upgrade(request, {
    data: newSocket(isSupported),
    ...(chosen === null ? {} : { headers: { 'Sec-WebSocket-Protocol': chosen } }),
  })
  if (!isUpgraded) throw new DomainError('malformed', 'This takes a WebSocket handshake.')
}

function refuseAnonymous(access: Access, request: Request): void {
  const isTracking = new URL(request.url).searchParams.get('topic')?.startsWith('track:') ?? false
  if (!isTracking && access.credentialOf(request) === undefined) {
    throw new DomainError('not_authenticated', 'Not authenticated')
  }
}
