// A link to another order that shows its number once it is loaded.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { nameOf } from './steps.ts'

export function OrderLink({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }): Promise<Order | null> => client.orders.get(id, { signal }),
  })
  return (
    <Link to="/orders/$id" params={{ id }}>
      {data == null ? t.orderParts.anotherOrder : nameOf(data)}
    </Link>
  )
}
