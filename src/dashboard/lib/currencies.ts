// The digits of all currencies, loaded from the server before the first amount is formatted.

import { client } from './client.ts'
import { learnCurrencies } from './money.tsx'

let loading: Promise<void> | null = null

/** Loads once; after a failure, again. */
export function loadCurrencies(): Promise<void> {
  loading ??= client.currencies.list().then(
    ({ items }) => learnCurrencies(items),
    (error) => {
      loading = null
      throw error
    },
  )
  return loading
}
