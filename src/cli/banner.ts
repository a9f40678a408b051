// What a person reads on the terminal when the server is up: where it is, what to open, what to try.
// It goes to standard error; the log has standard output to itself.

import type { Config } from '#lib/config.ts'
import { VERSION } from '#lib/version.ts'
import { line } from './io.ts'

interface BannerOptions {
  url: string
  config: Pick<Config, 'dataDir' | 'db'>
  /** Of the one-time link, while there is no admin. */
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
    parts.push(`  ${url}/dashboard/setup#${setUpToken}`)
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
