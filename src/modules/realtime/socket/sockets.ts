// The doorstep of a socket: where it may come from, which protocol it speaks, what it shows to get
// in; and Bun's socket as the hub's Conn. What is said over it is none of its business.

import { byeFrame, CLOSE_CODES, PROTOCOL } from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import type { Hub } from './hub.ts'
import type { Check } from './sign-in.ts'

/** Handed to the server with every socket. Beyond it Bun closes by itself. */
export const SOCKET_LIMITS = {
  idleTimeout: 0,
  // Frames over 16 KB are refused with a code of ours; this is the hard stop behind it.
  maxPayloadLength: 128 * 1024,
  backpressureLimit: 1024 * 1024,
  closeOnBackpressureLimit: true,
  perMessageDeflate: false,
  sendPings: false,
} as const

type Socket = Bun.ServerWebSocket<SocketState>

/** What a socket carries: Elysia's own handler calls these, without a context or a wrapper. */
export interface SocketState {
  credential: Check | undefined
  /** false: it asked for a protocol that is not ours. */
  speaks: boolean
  connection: Connection | null
  open(socket: Socket): void
  message(socket: Socket, message: string | Uint8Array): void
  drain(socket: Socket): void
  close(socket: Socket): void
  ping(socket: Socket): void
  pong(socket: Socket): void
}

export type NewSocket = (credential: Check | undefined, speaks: boolean) => SocketState

export function socketsOf(hub: Hub): NewSocket {
  const heard = ({ data: { connection } }: Socket): void => {
    if (connection !== null) hub.heard(connection)
  }
  const handlers = {
    open(socket: Socket): void {
      const { credential, speaks } = socket.data
      socket.data.credential = undefined
      if (!speaks) {
        socket.send(byeFrame('version', 0))
        socket.close(CLOSE_CODES.version, 'version')
        return
      }
      const conn = {
        send: (text: string) => socket.send(text),
        close: (code: number, reason: string) => socket.close(code, reason),
        buffered: () => socket.getBufferedAmount(),
      }
      socket.data.connection = hub.open(conn, credential)
    },
    message({ data: { connection } }: Socket, message: string | Uint8Array): void {
      if (connection !== null) hub.message(connection, message)
    },
    drain({ data: { connection } }: Socket): void {
      if (connection !== null) hub.drained(connection)
    },
    close({ data: { connection } }: Socket): void {
      if (connection !== null) hub.closed(connection)
    },
    ping: heard,
    pong: heard,
  }
  return (credential, speaks) => ({ credential, speaks, connection: null, ...handlers })
}

/** No origin is no browser; the server's own and the listed ones may. */
export function mayConnect(
  request: Request,
  isSecure: boolean,
  listed: readonly string[],
): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || listed.includes(origin)) return true
  const host = request.headers.get('host')
  return host !== null && origin === `${isSecure ? 'https' : 'http'}://${host}`
}

/** What to answer to the protocols a client offers: a browser hangs up unless one of its own is chosen. */
export function chooseProtocol(request: Request): { speaks: boolean; chosen: string | null } {
  const offered = request.headers.get('sec-websocket-protocol')
  if (offered === null) return { speaks: true, chosen: null }
  const names = offered.split(',').map((name) => name.trim())
  const speaks = names.includes(PROTOCOL)
  return { speaks, chosen: speaks ? PROTOCOL : (names[0] ?? null) }
}
