// The AsyncAPI 3.0 document of live updates, made from the schemas that the server checks frames
// with, so that it cannot disagree with what the server does. Served at /docs/asyncapi.json.

import { type TObject, Type } from '@sinclair/typebox'
import { portable } from '#http/portable-schema.ts'
import { VERSION as RELEASE } from '#lib/version.ts'
import { FilterFrame } from '#modules/realtime/topic/filter.ts'
import { EventModel, FRAMES } from '#modules/realtime/wire/frames.ts'
import { CLOSE_CODES, type Op, PROTOCOL, REQUESTS } from '#modules/realtime/wire/protocol.ts'

const CLASSES: readonly [number, string][] = [
  [4200, 'resume with back-off'],
  [4100, 'get new credentials, then resume'],
  [4000, 'stop'],
]

/** A description for each request; FRAMES has those of the answers. */
const MEANINGS: Readonly<Record<Op | 'pong', string>> = {
  auth: 'Sign in: the first message, unless the handshake did; again at any time with a new token.',
  sub: 'Follow a topic: from a snapshot, from after a cursor, or from now.',
  unsub: 'End a subscription.',
  more: 'The next page of the snapshot.',
  ping: 'Ask for a sign of life.',
  pong: 'The answer to a ping of the server.',
}

const Pong = Type.Object({ op: Type.String(), at: Type.Optional(Type.String()) })

/** A request's schema as one message: its op is no text but this word. */
function requestSchema(op: Op | 'pong'): object {
  const { properties, required = [] }: TObject = op === 'pong' ? Pong : REQUESTS[op]
  return {
    type: 'object',
    description: MEANINGS[op],
    required,
    properties: {
      ...properties,
      op: { const: op },
      ...(op === 'sub' ? { filter: FilterFrame } : {}),
    },
  }
}

const OPS = [...(Object.keys(REQUESTS) as Op[]), 'pong'] as const

const messages = (names: readonly string[], prefix: string) =>
  Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/messages/${prefix}.${name}` }]),
  )

const message = (name: string, payload: object) => ({
  name,
  summary: 'description' in payload ? payload.description : undefined,
  contentType: 'application/json',
  payload: portable(payload),
})

const of = (channel: string, name: string) => ({ $ref: `#/channels/${channel}/messages/${name}` })

function operations(): object {
  const channel = { $ref: '#/channels/realtime' }
  const received = OPS.map((op) => {
    const answers = op === 'pong' ? [] : [of('realtime', 'ok'), of('realtime', 'err')]
    const reply = answers.length > 0 ? { reply: { channel, messages: answers } } : {}
    return [op, { action: 'receive', channel, messages: [of('realtime', op)], ...reply }]
  })
  const sent = Object.keys(FRAMES)
    .filter((op) => op !== 'ok' && op !== 'err')
    // A ping goes both ways, and an operation has one name.
    .map((op) => [
      op in REQUESTS ? `server_${op}` : op,
      { action: 'send', channel, messages: [of('realtime', `server_${op}`)] },
    ])
  return {
    ...Object.fromEntries(received),
    ...Object.fromEntries(sent),
    stream: {
      action: 'send',
      channel: { $ref: '#/channels/stream' },
      messages: [of('stream', 'event')],
    },
  }
}

const closeCodes = (): string =>
  Object.entries(CLOSE_CODES)
    .map(([reason, code]) => {
      const [, advice] = CLASSES.find(([from]) => code >= from) ?? []
      return `* ${code} ${reason}: ${advice}`
    })
    .join('\n')

export function asyncApi(): object {
  const serverFrames = Object.keys(FRAMES)
  const replies = ['ok', 'err']
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'orderd, live updates',
      version: RELEASE,
      description: `One log, many readers. A socket speaks \`${PROTOCOL}\`: JSON text frames, each with \`op\`. docs/realtime.md says how they play together.\n\nClose codes:\n\n${closeCodes()}`,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      socket: { host: 'localhost:3000', protocol: 'ws', protocolVersion: PROTOCOL },
      http: { host: 'localhost:3000', protocol: 'http' },
    },
    channels: {
      realtime: {
        address: '/realtime',
        servers: [{ $ref: '#/servers/socket' }],
        description: `A WebSocket of subprotocol ${PROTOCOL}.`,
        messages: {
          ...messages(OPS, 'client'),
          ...messages(replies, 'server'),
          ...Object.fromEntries(
            serverFrames
              .filter((op) => !replies.includes(op))
              .map((op) => [`server_${op}`, { $ref: `#/components/messages/server.${op}` }]),
          ),
        },
        bindings: { ws: { method: 'GET' } },
      },
      stream: {
        address: '/events/stream',
        servers: [{ $ref: '#/servers/http' }],
        description: 'The same events as server-sent events: `id` the cursor, `data` the event.',
        messages: { event: { $ref: '#/components/messages/event' } },
      },
    },
    operations: operations(),
    components: {
      messages: {
        ...Object.fromEntries(OPS.map((op) => [`client.${op}`, message(op, requestSchema(op))])),
        ...Object.fromEntries(
          Object.entries(FRAMES).map(([op, schema]) => [`server.${op}`, message(op, schema)]),
        ),
        event: message('event', EventModel),
      },
    },
  }
}
