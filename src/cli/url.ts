// The URL of a server on its own machine.

import type { Config } from '#lib/config.ts'

/** Loopback addresses of the wildcard addresses, in their own family. */
const LOOPBACK: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
  '[::]': '::1',
}

export function urlOf(
  { host, port, tlsCert }: Pick<Config, 'host' | 'port' | 'tlsCert'>,
  realPort: number = port,
): string {
  const address = LOOPBACK[host] ?? host
  const name = address.includes(':') ? `[${address.replace(/[[\]]/g, '')}]` : address
  return `${tlsCert === null ? 'http' : 'https'}://${name}:${realPort}`
}
