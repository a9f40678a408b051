// Catch-up walks connections that are behind along the log, 250 events at a time and 32 connections a
// turn, until they are at head. A connection is given to its group in the turn in which it arrives, so
// that no event is missed or sent twice.

import { formatCursor } from '#events/cursor.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { batchFrames } from '#modules/realtime/topic/frame-batch.ts'
import { goneFrame, liveFrame, markFrame } from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'

const BATCH = 250
const TURN = 32
/** A subscription that this many events were skipped for gets a mark. */
export const MARK_EVENTS = 1_000

export interface CatchUp {
  /** Walks the connection on, at the end of this turn. */
  resume(connection: Connection): void
  /** Resumes those that waited for the log to move or for time to pass. */
  resumeWaiting(): void
  forget(connection: Connection): void
}

interface CatchUpOptions {
  tail: Tail
  now: () => number
  head: () => number
  /** false: the connection is paused now. */
  send: (connection: Connection, text: string) => boolean
  /** The connection was sent everything up to head. */
  onArrival: (connection: Connection) => void
  /** Runs an action and closes these connections where it throws. */
  orClose: (connections: Iterable<Connection>, action: () => void) => void
  /** A read of the log failed; the next pass tries it again. */
  onError: (error: unknown) => void
}

export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { tail, now, head, send, onArrival, orClose, onError } = options
  /** To be walked at the end of this turn. */
  const ready = new Set<Connection>()
  /** Behind, until the log moves or time passes. */
  const waiting = new Set<Connection>()
  let isScheduled = false

  const cursorAt = (seq: number): string => formatCursor(tail.epoch, seq)

  function resume(connection: Connection): void {
    if (!connection.isOpen) return
    waiting.delete(connection)
    ready.add(connection)
    if (isScheduled) return
    isScheduled = true
    setImmediate(walkAll)
  }

  function walkAll(): void {
    const turn: Connection[] = []
    for (const connection of ready) {
      if (turn.push(connection) === TURN) break
    }
    for (const connection of turn) ready.delete(connection)
    for (const connection of turn) orClose([connection], () => walk(connection))
    isScheduled = ready.size > 0
    if (isScheduled) setImmediate(walkAll)
  }

  const mayWalk = (c: Connection): boolean =>
    c.isOpen &&
    !c.isBusy &&
    !c.isReading &&
    c.pause === null &&
    c.group === null &&
    c.subscriptions.length > 0 &&
    c.expiresAt > now()

  function walk(connection: Connection): void {
    if (!mayWalk(connection)) return
    dropExpired(connection)
    const from = positionOf(connection)
    if (from === null) return
    if (from >= head()) {
      arrive(connection)
      return
    }
    const events = tail.peekAfter(from, BATCH)
    if (events === null) readFor(connection, from)
    else give(connection, events)
  }

  function dropExpired(connection: Connection): void {
    const lost = connection.subscriptions.filter(({ position }) => position < tail.oldest)
    if (lost.length === 0) return
    connection.subscriptions = connection.subscriptions.filter((s) => !lost.includes(s))
    for (const { name } of lost) connection.conn.send(goneFrame(name, 'cursor_expired'))
  }

  function arrive(connection: Connection): void {
    let isAll = true
    for (const subscription of connection.subscriptions) {
      if (subscription.position > head()) isAll = false
      else if (!subscription.isLive) {
        subscription.isLive = true
        subscription.announced = head()
        connection.conn.send(liveFrame(subscription.name, cursorAt(head())))
      }
    }
    if (isAll) onArrival(connection)
    else waiting.add(connection)
  }

  function readFor(connection: Connection, from: number): void {
    connection.isReading = true
    const { epoch } = tail
    tail.readAfter(from, BATCH).then(
      (events) => {
        connection.isReading = false
        // A request meanwhile may begin further back: then this batch is not the next one.
        const isNext = positionOf(connection) === from && tail.epoch === epoch
        if (!isNext || !mayWalk(connection)) resume(connection)
        else if (events[0]?.seq !== from + 1) checkGap(connection, from)
        else orClose([connection], () => give(connection, events))
      },
      (error: unknown) => {
        connection.isReading = false
        if (connection.isOpen) waiting.add(connection)
        onError(error)
      },
    )
  }

  /** The log has a gap after `from`: retention has moved on, or the epoch is another one. */
  function checkGap(connection: Connection, from: number): void {
    waiting.add(connection)
    tail
      .refresh()
      .then(() => {
        if (from >= tail.oldest) throw new Error(`the log does not go on after ${from}`)
      })
      .catch(onError)
  }

  function give(connection: Connection, events: readonly LogEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    const { frames, announced } = batchFrames(connection.subscriptions, events)
    for (const frame of frames) {
      if (!send(connection, frame.text)) {
        advance(connection, frame.upTo, announced)
        return
      }
    }
    advance(connection, last.seq, announced)
    markSkipped(connection)
    resume(connection)
  }

  function advance(connection: Connection, upTo: number, announced: readonly number[]): void {
    for (const [i, subscription] of connection.subscriptions.entries()) {
      subscription.position = Math.max(subscription.position, upTo)
      const sent = Math.min(announced[i] ?? 0, upTo)
      subscription.announced = Math.max(subscription.announced, sent)
    }
  }

  function markSkipped(connection: Connection): void {
    for (const subscription of connection.subscriptions) {
      const { name, position } = subscription
      if (position - subscription.announced < MARK_EVENTS) continue
      subscription.announced = position
      connection.conn.send(markFrame([name], cursorAt(position)))
    }
  }

  return {
    resume,
    resumeWaiting() {
      for (const connection of waiting) resume(connection)
    },
    forget(connection) {
      ready.delete(connection)
      waiting.delete(connection)
    },
  }
}

/** The oldest position among its subscriptions; null where it has none. */
const positionOf = ({ subscriptions }: Connection): number | null =>
  subscriptions.length === 0 ? null : Math.min(...subscriptions.map(({ position }) => position))
