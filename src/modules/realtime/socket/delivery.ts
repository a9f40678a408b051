// Delivery sends events to connections. Those at head are members of groups that are sent the same
// bytes; catch-up walks the others to head. A slow socket holds up no other, and nothing but its
// position is kept for it.

import { formatCursor } from '#events/cursor.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { batchFrames } from '#modules/realtime/topic/frame-batch.ts'
import { type CloseReason, markFrame } from '#modules/realtime/wire/protocol.ts'
import { createBackpressure } from './backpressure.ts'
import { createCatchUp, MARK_EVENTS } from './catch-up.ts'
import type { Connection, Group } from './connection.ts'
import { createGroups } from './groups.ts'

const MARK_MS = 30_000

export interface Delivery {
  /** The connection has changed: events flow again, from the end of this turn on. */
  resume(connection: Connection): void
  /** No event is sent until `resume`; the positions of its subscriptions are exact meanwhile. */
  suspend(connection: Connection): void
  /** Its send buffer has emptied. */
  drained(connection: Connection): void
  forget(connection: Connection): void
  advance(events: readonly LogEvent[]): void
  /** The log has another epoch. */
  reset(): void
  pass(now: number): void
  readonly head: number
  readonly paused: number
}

interface DeliveryOptions {
  tail: Tail
  now: () => number
  close: (connection: Connection, reason: CloseReason) => void
  /** A slow socket has caught up: its requests may go on. */
  onDrained: (connection: Connection) => void
  /** A read of the log failed; the next pass tries it again. */
  onError: (error: unknown) => void
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { tail, now, close, onDrained, onError } = options
  const groups = createGroups()
  const backpressure = createBackpressure({
    now,
    close,
    onDrained(connection) {
      onDrained(connection)
      catchUp.resume(connection)
    },
  })
  const { send } = backpressure
  let head = tail.head
  const catchUp = createCatchUp({
    tail,
    now,
    head: () => head,
    send,
    onArrival: (connection) => groups.join(connection, head, now()),
    orClose,
    onError,
  })

  function orClose(connections: Iterable<Connection>, action: () => void): void {
    try {
      action()
    } catch (error) {
      onError(error)
      for (const connection of [...connections]) close(connection, 'internal')
    }
  }

  function deliver(group: Group, events: readonly LogEvent[]): void {
    const time = now()
    const { frames, announced } = batchFrames(group.subscriptions, events)
    for (const [i, seq] of announced.entries()) {
      const subscription = group.subscriptions[i]
      if (subscription !== undefined && seq > 0) subscription.announced = seq
    }
    if (frames.length === 0) return
    for (const connection of group.members) {
      // The end of a token ends delivery at once; the next pass tells the client.
      if (connection.expiresAt <= time) groups.leave(connection, head)
      for (const frame of frames) {
        if (connection.group === null) break
        if (!send(connection, frame.text)) groups.leave(connection, frame.upTo)
      }
    }
  }

  /** A mark for subscriptions that were sent no event for 30 seconds or 1,000 events. */
  function markGroup(group: Group, time: number): void {
    const isTime = time - group.markedAt >= MARK_MS
    if (isTime) group.markedAt = time
    const quiet = group.subscriptions.filter(
      ({ announced }) => head - announced >= MARK_EVENTS || (isTime && announced < head),
    )
    if (quiet.length === 0) return
    for (const subscription of quiet) subscription.announced = head
    const names = quiet.map(({ name }) => name)
    const text = markFrame(names, formatCursor(tail.epoch, head))
    for (const connection of group.members) {
      if (connection.expiresAt > time && !send(connection, text)) groups.leave(connection, head)
    }
  }

  return {
    resume: catchUp.resume,
    suspend: (connection) => groups.leave(connection, head),
    drained: backpressure.drained,
    forget(connection) {
      groups.leave(connection, head)
      backpressure.forget(connection)
      catchUp.forget(connection)
    },
    advance(events) {
      const last = events.at(-1)
      if (last === undefined) return
      for (const group of groups.onChannelsOf(events)) {
        // A connection that missed an event is closed, so that it does not go on without it.
        orClose(group.members, () => deliver(group, events))
      }
      head = last.seq
      catchUp.resumeWaiting()
    },
    reset() {
      head = tail.head
    },
    pass(time) {
      backpressure.pass(time)
      for (const group of groups.all()) markGroup(group, time)
      catchUp.resumeWaiting()
    },
    get head() {
      return head
    },
    get paused() {
      return backpressure.paused
    },
  }
}
