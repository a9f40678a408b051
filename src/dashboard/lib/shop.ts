// The shop's currency and time zone, for all accounts. Its settings are for administrators.

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
