// The banner of a server that is up: addresses, directories and first requests. It goes to standard error,
// since standard output is the log's.

import type { Config } from '#lib/config.ts'
import { VERSION } from '#lib/version.ts'
import { line } from './io.ts'

interface BannerOptions {
  url: string
  config: Pick<Config, 'dataDir' | 'db' | 'publicUrl'>
  /** Of the one-time link; null where there is an admin. */
  setUpToken: string | null
  demoKey: string | null
}

export function banner({ url, config, setUpToken, demoKey }: BannerOptions): string {
  const parts = [
    '',
    `orderd ${VERSION} serves ${url}`,
    `  dashboard  ${url}/dashboard`,
    `  API        ${url}/docs`,
    `  data       ${config.dataDir}${config.db === null ? '' : ' (orders in PostgreSQL)'}`,
  ]
  if (setUpToken !== null) {
    parts.push('', 'There is no admin yet. This link makes the first one, once, within a day:')
    parts.push(`  ${config.publicUrl ?? url}/dashboard/setup#${setUpToken}`)
  }
  if (demoKey !== null) parts.push('', ...demoHints(url, demoKey))
  return line(`${parts.join('\n')}\n`)
}

const demoHints = (url: string, key: string): string[] => [
  'Sample orders come and go. Watch them live:',
  `  curl -N '${url}/events/stream?topic=orders' -H 'Authorization: Bearer ${key}'`,
  'Place one yourself:',
  `  curl ${url}/orders -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\`,
  `    -d '{"email": "you@example.com", "lines": [{"sku": "TEA-SENCHA", "quantity": 2}]}'`,
]
