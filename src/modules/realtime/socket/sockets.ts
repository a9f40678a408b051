// Handshakes of sockets: origin, subprotocol and credential; and Bun's socket as the hub's Conn.

import type { Check } from '#modules/realtime/auth/identity.ts'
import { byeFrame, CLOSE_CODES, PROTOCOL } from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import type { Hub } from './hub.ts'

/** Bun's own limits; it closes a socket beyond them without a frame. */
export const SOCKET_LIMITS = {
  idleTimeout: 0,
  // A frame over 16 KB is refused with protocol_error; this is the limit behind it.
  maxPayloadLength: 128 * 1024,
  backpressureLimit: 1024 * 1024,
  closeOnBackpressureLimit: true,
  perMessageDeflate: false,
  sendPings: false,
} as const

type Socket = Bun.ServerWebSocket<SocketState>

/** The data of a Bun socket. Elysia's own handler calls its functions, without a context or a wrapper. */
export interface SocketState {
  credential: Check | undefined
  address: string
  /** false: the client offers subprotocols, and none is ours. */
  isSupported: boolean
  connection: Connection | null
  open(socket: Socket): void
  message(socket: Socket, message: string | Uint8Array): void
  drain(socket: Socket): void
  close(socket: Socket): void
  ping(socket: Socket): void
  pong(socket: Socket): void
}

export type SocketFactory = (
  handshake: Pick<SocketState, 'credential' | 'address' | 'isSupported'>,
) => SocketState

export function socketFactory(hub: Hub): SocketFactory {
  const heard = ({ data: { connection } }: Socket): void => {
    if (connection !== null) hub.heard(connection)
  }
  const handlers = {
    open(socket: Socket): void {
      const { credential, address, isSupported } = socket.data
      socket.data.credential = undefined
      if (!isSupported) {
        socket.send(byeFrame('version', 0))
        socket.close(CLOSE_CODES.version, 'version')
        return
      }
      const conn = {
        address,
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
  return (handshake) => ({ ...handshake, connection: null, ...handlers })
}

/** A request without an origin comes from no browser. */
export function isAllowedOrigin(
  request: Request,
  isSecure: boolean,
  listed: readonly string[],
): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || listed.includes(origin)) return true
  const host = request.headers.get('host')
  return host !== null && origin === `${isSecure ? 'https' : 'http'}://${host}`
}

/** `chosen` answers the client's offer: a browser closes the socket unless one of its own is chosen. */
export function chooseProtocol(request: Request): { isSupported: boolean; chosen: string | null } {
  const offered = request.headers.get('sec-websocket-protocol')
  if (offered === null) return { isSupported: true, chosen: null }
  const names = offered.split(',').map((name) => name.trim())
  const isSupported = names.includes(PROTOCOL)
  return { isSupported, chosen: isSupported ? PROTOCOL : (names[0] ?? null) }
}
