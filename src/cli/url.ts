// The address of a server of this configuration, from the machine itself.

import type { Config } from '#lib/config.ts'

/** Listening everywhere is reached here; a name could mean the other family. */
const HERE: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
  '[::]': '::1',
}

export function urlOf(
  { host, port, tlsCert }: Pick<Config, 'host' | 'port' | 'tlsCert'>,
  realPort: number = port,
): string {
  const address = HERE[host] ?? host
  const name = address.includes(':') ? `[${address.replace(/[[\]]/g, '')}]` : address
  return `${tlsCert === null ? 'http' : 'https'}://${name}:${realPort}`
}
