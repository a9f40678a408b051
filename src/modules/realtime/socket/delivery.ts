// Brings events to connections. Those at head stand in groups that are sent the same bytes; those
// behind are walked along the log until they reach head, in the same turn in which they join a
// group: so there is no moment in which an event could be missed or sent twice. It must never wait
// for a slow socket, nor keep anything for it but its place.

import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { compose } from '#modules/realtime/topic/frame-batch.ts'
import {
  type CloseReason,
  goneFrame,
  liveFrame,
  markFrame,
} from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import { createGroups, type Group } from './groups.ts'

/** Over this many bytes waiting, a socket is left alone until it has caught up. */
const HIGH_WATER = 256 * 1024
const LOW_WATER = 64 * 1024
const STALLED_MS = 30_000
const BATCH = 250
/** How many connections are walked on in one turn, before others get theirs. */
const TURN = 32
const MARK_MS = 30_000
const MARK_EVENTS = 1_000

export interface Delivery {
  /** Something changed for it: walk it on, as soon as this turn is over. */
  follow(connection: Connection): void
  /** Takes it from its group: its positions say where it is, and nothing is sent until `follow`. */
  hold(connection: Connection): void
  /** Its buffer has emptied. */
  drained(connection: Connection): void
  forget(connection: Connection): void
  advance(events: readonly LogEvent[]): void
  /** The log is another one now. */
  reset(): void
  pass(now: number): void
  readonly head: number
  readonly paused: number
}

interface DeliveryOptions {
  tail: Tail
  now: () => number
  close: (connection: Connection, reason: CloseReason) => void
  /** A slow socket has caught up: its requests may go on too. */
  onResume: (connection: Connection) => void
  /** Reading the log failed; it is tried again at the next pass. */
  onError: (error: unknown) => void
}

export function createDelivery({ tail, now, close, onResume, onError }: DeliveryOptions): Delivery {
  const groups = createGroups()
  const paused = new Set<Connection>()
  /** To be walked on at the end of this turn. */
  const ready = new Set<Connection>()
  /** Behind, and nothing to do about it before the log moves or time passes. */
  const waiting = new Set<Connection>()
  let isScheduled = false
  let head = tail.head

  function advance(events: readonly LogEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    for (const group of groups.hearing(events)) {
      // Whoever could not be given an event must not go on as if there had been none.
      orClose(group.members, () => deliver(group, events))
    }
    head = last.seq
    for (const connection of waiting) follow(connection)
  }

  function deliver(group: Group, events: readonly LogEvent[]): void {
    const time = now()
    const { frames, named } = compose(group.subscriptions, events)
    for (const [i, seq] of named.entries()) {
      const subscription = group.subscriptions[i]
      if (subscription !== undefined && seq > 0) subscription.told = seq
    }
    if (frames.length === 0) return
    for (const connection of group.members) {
      // A token that is over ends delivery at once; the pass says so to the client.
      if (connection.expiresAt <= time) groups.leave(connection, head)
      for (const frame of frames) {
        if (connection.group === null) break
        if (!send(connection, frame.text)) groups.leave(connection, frame.upTo)
      }
    }
  }

  function orClose(connections: Iterable<Connection>, action: () => void): void {
    try {
      action()
    } catch (error) {
      onError(error)
      for (const connection of [...connections]) close(connection, 'internal')
    }
  }

  // Sending

  /** false: it is sent, and nothing more until the socket has caught up. */
  function send(connection: Connection, text: string): boolean {
    const sent = connection.conn.send(text)
    if (sent !== undefined && sent > 0) return true
    const buffered = connection.conn.buffered()
    if (buffered <= HIGH_WATER) return true
    connection.pause = { buffered, progressAt: now() }
    paused.add(connection)
    return false
  }

  function drained(connection: Connection): void {
    if (connection.pause === null || connection.conn.buffered() > LOW_WATER) return
    connection.pause = null
    paused.delete(connection)
    connection.heardAt = now()
    onResume(connection)
    follow(connection)
  }

  // Walking those behind

  function follow(connection: Connection): void {
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
    const from = placeOf(connection)
    if (from === null) return
    if (from >= head) {
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

  /** It has been given everything up to head: from here on it is sent what its group is sent. */
  function arrive(connection: Connection): void {
    let isAll = true
    for (const subscription of connection.subscriptions) {
      if (subscription.position > head) isAll = false
      else if (!subscription.isLive) {
        subscription.isLive = true
        subscription.told = head
        connection.conn.send(liveFrame(subscription.name, cursor(head)))
      }
    }
    if (isAll) groups.join(connection, head, now())
    else waiting.add(connection)
  }

  function readFor(connection: Connection, from: number): void {
    connection.isReading = true
    const { epoch } = tail
    tail.readAfter(from, BATCH).then(
      (events) => {
        connection.isReading = false
        // What was asked for meanwhile may begin further back: then this batch is not the next one.
        const isNext = placeOf(connection) === from && tail.epoch === epoch
        if (!isNext || !mayWalk(connection)) follow(connection)
        else if (events[0]?.seq !== from + 1) lookAgain(connection, from)
        else orClose([connection], () => give(connection, events))
      },
      (error: unknown) => {
        connection.isReading = false
        if (connection.isOpen) waiting.add(connection)
        onError(error)
      },
    )
  }

  /** The log does not go on where it should: retention has moved on, or the epoch. */
  function lookAgain(connection: Connection, from: number): void {
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
    const { frames, named } = compose(connection.subscriptions, events)
    for (const frame of frames) {
      if (!send(connection, frame.text)) {
        place(connection, frame.upTo, named)
        return
      }
    }
    place(connection, last.seq, named)
    markSkipped(connection)
    follow(connection)
  }

  function place(connection: Connection, upTo: number, named: readonly number[]): void {
    for (const [i, subscription] of connection.subscriptions.entries()) {
      subscription.position = Math.max(subscription.position, upTo)
      subscription.told = Math.max(subscription.told, Math.min(named[i] ?? 0, upTo))
    }
  }

  // Marks

  const cursor = (seq: number): string => `${tail.epoch}.${seq}`

  function markSkipped(connection: Connection): void {
    for (const subscription of connection.subscriptions) {
      if (subscription.position - subscription.told < MARK_EVENTS) continue
      subscription.told = subscription.position
      connection.conn.send(markFrame([subscription.name], cursor(subscription.position)))
    }
  }

  function markGroup(group: Group, time: number): void {
    const isTime = time - group.markedAt >= MARK_MS
    if (isTime) group.markedAt = time
    const quiet = group.subscriptions.filter(
      ({ told }) => head - told >= MARK_EVENTS || (isTime && told < head),
    )
    if (quiet.length === 0) return
    for (const subscription of quiet) subscription.told = head
    const names = quiet.map(({ name }) => name)
    const text = markFrame(names, cursor(head))
    for (const connection of group.members) {
      if (connection.expiresAt > time && !send(connection, text)) groups.leave(connection, head)
    }
  }

  return {
    follow,
    hold: (connection) => groups.leave(connection, head),
    drained,
    forget(connection) {
      groups.leave(connection, head)
      paused.delete(connection)
      ready.delete(connection)
      waiting.delete(connection)
    },
    advance,
    reset() {
      head = tail.head
    },
    pass(time) {
      for (const connection of paused) {
        drained(connection)
        const { pause } = connection
        if (pause === null) continue
        const buffered = connection.conn.buffered()
        if (buffered < pause.buffered) connection.pause = { buffered, progressAt: time }
        else if (time - pause.progressAt >= STALLED_MS) close(connection, 'slow_consumer')
      }
      for (const group of groups.all()) markGroup(group, time)
      for (const connection of waiting) follow(connection)
    },
    get head() {
      return head
    },
    get paused() {
      return paused.size
    },
  }
}

/** The oldest place among its subscriptions; null where it has none. */
const placeOf = ({ subscriptions }: Connection): number | null =>
  subscriptions.length === 0 ? null : Math.min(...subscriptions.map(({ position }) => position))
