// The digits of every currency, from the server, before the first amount is shown.

import { client } from './client.ts'
import { learnCurrencies } from './money.tsx'

let loading: Promise<void> | null = null

/** Asks once; after a failure, again. */
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
