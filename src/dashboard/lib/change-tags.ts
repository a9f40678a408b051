// Tags are a set: adding or removing one is retried where another change of the order came first.

import { isVersionConflict, type Order } from '#client/index.ts'
import { client } from './client.ts'

export type Change = (tags: readonly string[]) => string[]

export async function changeTags(order: Order, change: Change): Promise<Order> {
  try {
    return await client.orders.update(
      order.id,
      { tags: change(order.tags ?? []) },
      { ifMatch: order.version },
    )
  } catch (error) {
    if (!isVersionConflict(error)) throw error
    return changeTags(await client.orders.get(order.id), change)
  }
}

export const adding =
  (tag: string): Change =>
  (tags) =>
    tags.includes(tag) ? [...tags] : [...tags, tag]
export const removing =
  (tag: string): Change =>
  (tags) =>
    tags.filter((one) => one !== tag)
