// What views have to know about the shop itself: its currency, and the zone of its days. Settings are for
// administrators; this is for every account.

import type { AnswerOf } from '#client/index.ts'
import { client } from './client.ts'
import { createStore, useStore } from './store.ts'
import { learnZone } from './zone.ts'

const shop = createStore<AnswerOf<'GET /shop'> | null>(null)

export async function loadShop(): Promise<void> {
  const found = await client.shop.get()
  learnZone(found.timezone)
  shop.set(found)
}

/** undefined before the sign-in has loaded it. */
export const useShopCurrency = (): string | undefined => useStore(shop)?.currency
