// Backpressure: a socket with more than 256 KB unsent is paused and gets nothing until its client has
// read. A paused socket that makes no progress for 30 seconds is closed.

import type { CloseReason } from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'

const HIGH_WATER_BYTES = 256 * 1024
const LOW_WATER_BYTES = 64 * 1024
const STALLED_MS = 30_000

export interface Backpressure {
  /** false: the text is sent, and the connection is paused now. */
  send(connection: Connection, text: string): boolean
  /** Ends a pause where the buffer has emptied to 64 KB. */
  drained(connection: Connection): void
  forget(connection: Connection): void
  pass(now: number): void
  readonly paused: number
}

interface BackpressureOptions {
  now: () => number
  close: (connection: Connection, reason: CloseReason) => void
  /** A pause has ended. */
  onDrained: (connection: Connection) => void
}

export function createBackpressure({ now, close, onDrained }: BackpressureOptions): Backpressure {
  const paused = new Set<Connection>()

  function drained(connection: Connection): void {
    if (connection.pause === null || connection.conn.buffered() > LOW_WATER_BYTES) return
    connection.pause = null
    paused.delete(connection)
    connection.heardAt = now()
    onDrained(connection)
  }

  return {
    send(connection, text) {
      const sent = connection.conn.send(text)
      if (sent !== undefined && sent > 0) return true
      const buffered = connection.conn.buffered()
      if (buffered <= HIGH_WATER_BYTES) return true
      connection.pause = { buffered, progressAt: now() }
      paused.add(connection)
      return false
    },
    drained,
    forget: (connection) => void paused.delete(connection),
    pass(time) {
      for (const connection of paused) {
        drained(connection)
        const { pause } = connection
        if (pause === null) continue
        const buffered = connection.conn.buffered()
        if (buffered < pause.buffered) connection.pause = { buffered, progressAt: time }
        else if (time - pause.progressAt >= STALLED_MS) close(connection, 'slow_consumer')
      }
    },
    get paused() {
      return paused.size
    },
  }
}
