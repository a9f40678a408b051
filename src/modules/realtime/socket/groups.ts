// Groups of connections at head: a frame is made once for all members of a group. An event finds its
// groups by its channels; the other groups cost nothing.

import type { LogEvent } from '#events/event.ts'
import { signatureOf } from '#modules/realtime/topic/subscription.ts'
import { channelsOf } from '#modules/realtime/topic/topics.ts'
import type { Connection, Group } from './connection.ts'

export interface Groups {
  /** The connection is at head from now on and moves with it. */
  join(connection: Connection, head: number, now: number): void
  /** The connection stays behind at `position`. */
  leave(connection: Connection, position: number): void
  /** Groups that may get one of the events. */
  onChannelsOf(events: readonly LogEvent[]): Iterable<Group>
  all(): Iterable<Group>
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()
  const byChannel = new Map<string, Set<Group>>()

  function groupOf(connection: Connection, head: number, now: number): Group {
    const signature = signatureOf(connection.subscriptions)
    const existing = groups.get(signature)
    if (existing !== undefined) return existing
    const subscriptions = connection.subscriptions.map((s) => ({
      ...s,
      announced: head,
      position: 0,
    }))
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
      connection.group = groupOf(connection, head, now)
      connection.group.members.add(connection)
    },
    leave(connection, position) {
      const { group } = connection
      if (group === null) return
      for (const [i, subscription] of connection.subscriptions.entries()) {
        subscription.position = position
        const { announced = 0 } = group.subscriptions[i] ?? {}
        subscription.announced = Math.max(subscription.announced, announced)
      }
      connection.group = null
      group.members.delete(connection)
      if (group.members.size === 0) forget(group)
    },
    onChannelsOf(events) {
      const found = new Set<Group>()
      if (groups.size === 0) return found
      for (const event of events) {
        for (const channel of channelsOf(event)) {
          for (const group of byChannel.get(channel) ?? []) found.add(group)
        }
      }
      return found
    },
    all: () => groups.values(),
  }
}
