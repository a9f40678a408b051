// Who did it. Names of others are for administrators; everybody else sees which kind of caller it was.

import { useQuery } from '@tanstack/react-query'
import { client } from '#dashboard/lib/client.ts'
import { useMe } from '#dashboard/lib/session.ts'

interface ActorProps {
  actor: { type: string; id?: number | string } | undefined
}

const KINDS: Readonly<Record<string, string>> = {
  system: 'orderd',
  operator: 'the command line',
  api_key: 'an API key',
  anonymous: 'a visitor',
}

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
  if (actor === undefined) return 'somebody'
  if (id === me.id) return 'you'
  if (id !== null) return data?.name ?? `user ${id}`
  return KINDS[actor.type] ?? actor.type
}
