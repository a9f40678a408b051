// The actor of an event or a note. Only administrators see the names of other users; the rest see the kind
// of caller.

import { useQuery } from '@tanstack/react-query'
import { client } from '#dashboard/lib/client.ts'
import { useMe } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'

interface ActorProps {
  actor: { type: string; id?: number | string } | undefined
}

const texts = t.orderParts.actors

export function Actor({ actor }: ActorProps) {
  const me = useMe()
  const id = actor?.type === 'user' && typeof actor.id === 'number' ? actor.id : null
  const isAsked = id !== null && id !== me.id && me.role === 'admin'
  const { data } = useQuery({
    queryKey: ['user', id],
    queryFn: () => client.users.get(id ?? ''),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (actor === undefined) return texts.unknown
  if (id === me.id) return texts.you
  if (id !== null) return data?.name ?? texts.user(id)
  return texts.kinds[actor.type] ?? actor.type
}
