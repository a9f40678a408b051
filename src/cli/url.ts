// Where a server with these settings is reached from the machine itself.

import type { Config } from '#lib/config.ts'

const EVERYWHERE = ['0.0.0.0', '::', '[::]']

export function urlOf(
  { host, port, tlsCert }: Pick<Config, 'host' | 'port' | 'tlsCert'>,
  realPort: number = port,
): string {
  const name = EVERYWHERE.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tlsCert === null ? 'http' : 'https'}://${name}:${realPort}`
}
