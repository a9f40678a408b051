// Connections at head, put together by what they listen to: those in one group are sent the same
// bytes, so a frame is made once for all of them. A group is found by the channels that an event is
// carried on; the others are not even looked at.

import type { LogEvent } from '#events/event.ts'
import { type Subscription, signatureOf } from '#modules/realtime/topic/subscription.ts'
import { channelsOf } from '#modules/realtime/topic/topics.ts'
import type { Connection } from './connection.ts'

export interface Group {
  readonly signature: string
  /** As the first member had them; their positions are below every event to come. */
  readonly subscriptions: readonly Subscription[]
  readonly members: Set<Connection>
  markedAt: number
}

export interface Groups {
  /** From now on it stands at head, wherever head goes. */
  join(connection: Connection, head: number, now: number): void
  /** It stays behind at that place. */
  leave(connection: Connection, at: number): void
  /** Those that may be concerned. */
  hearing(events: readonly LogEvent[]): Iterable<Group>
  all(): Iterable<Group>
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()
  const byChannel = new Map<string, Set<Group>>()

  function found(connection: Connection, head: number, now: number): Group {
    const signature = signatureOf(connection.subscriptions)
    const held = groups.get(signature)
    if (held !== undefined) return held
    const subscriptions = connection.subscriptions.map((s) => ({ ...s, told: head, position: 0 }))
    const group = { signature, subscriptions, members: new Set<Connection>(), markedAt: now }
    groups.set(signature, group)
    for (const { topic } of subscriptions) {
      const sharing = byChannel.get(topic.channel) ?? new Set()
      byChannel.set(topic.channel, sharing.add(group))
    }
    return group
  }

  function forget(group: Group): void {
    groups.delete(group.signature)
    for (const { topic } of group.subscriptions) {
      const sharing = byChannel.get(topic.channel)
      sharing?.delete(group)
      if (sharing?.size === 0) byChannel.delete(topic.channel)
    }
  }

  return {
    join(connection, head, now) {
      connection.group = found(connection, head, now)
      connection.group.members.add(connection)
    },
    leave(connection, at) {
      const { group } = connection
      if (group === null) return
      for (const [i, subscription] of connection.subscriptions.entries()) {
        subscription.position = at
        subscription.told = Math.max(subscription.told, group.subscriptions[i]?.told ?? 0)
      }
      connection.group = null
      group.members.delete(connection)
      if (group.members.size === 0) forget(group)
    },
    hearing(events) {
      const concerned = new Set<Group>()
      if (groups.size === 0) return concerned
      for (const event of events) {
        for (const channel of channelsOf(event)) {
          for (const group of byChannel.get(channel) ?? []) concerned.add(group)
        }
      }
      return concerned
    },
    all: () => groups.values(),
  }
}
