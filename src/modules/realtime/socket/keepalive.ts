// Keepalive closes sockets that do not sign in, whose token ended, or that died without a close. One look
// at each in a sweep; no socket has a timer of its own.

import { formatCursor } from '#events/cursor.ts'
import type { Tail } from '#events/tail.ts'
import { type CloseReason, expFrame, PING_MS, pingFrame } from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import type { Delivery } from './delivery.ts'

const PONG_MS = 10_000
/** A connection stays open after its token's end, without events, for a new token. */
const GRACE_MS = 15_000
const WARN_MS = 60_000

interface KeepaliveOptions {
  tail: Tail
  delivery: Delivery
  end: (connection: Connection, reason: CloseReason) => void
}

export function createKeepalive({ tail, delivery, end }: KeepaliveOptions) {
  function checkAuth(connection: Connection, now: number): void {
    if (connection.caller !== null || connection.subscriptions.length > 0) return
    if (now >= connection.authBy) end(connection, 'auth_timeout')
  }

  function checkToken(connection: Connection, now: number): void {
    const leftMs = connection.expiresAt - now
    if (leftMs > WARN_MS) return
    if (leftMs <= -GRACE_MS) end(connection, 'token_expired')
    else if (leftMs <= 0 && connection.warned !== 'over') {
      connection.warned = 'over'
      delivery.suspend(connection)
      connection.conn.send(expFrame(0))
    } else if (leftMs > 0 && connection.warned === 'no') {
      connection.warned = 'soon'
      connection.conn.send(expFrame(leftMs))
    }
  }

  function checkHeartbeat(connection: Connection, now: number): void {
    // Delivery judges a paused socket by its progress instead.
    if (connection.pause !== null) return
    if (connection.pingedAt !== 0) {
      if (now - connection.pingedAt >= PONG_MS) end(connection, 'heartbeat_timeout')
    } else if (now - connection.heardAt >= PING_MS) {
      connection.pingedAt = now
      connection.conn.send(pingFrame(cursorOf(connection), formatCursor(tail.epoch, delivery.head)))
    }
  }

  /** Its position: head, unless it is behind. */
  function cursorOf({ group, subscriptions }: Connection): string {
    const positions = group === null ? subscriptions.map(({ position }) => position) : []
    return formatCursor(tail.epoch, Math.min(delivery.head, ...positions))
  }

  const checks = [checkAuth, checkToken, checkHeartbeat]
  return (connection: Connection, now: number): void => {
    for (const check of checks) if (connection.isOpen) check(connection, now)
  }
}
