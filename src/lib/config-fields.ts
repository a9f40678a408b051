// The fields of the process's configuration. Flags, variables, checks, --help and the table in the README
// are made from this list. The shop's own settings are domain/settings.ts.

import * as is from './config-parsers.ts'

export interface ConfigField<T> {
  /** PORT makes the variable ORDERD_PORT and the flag --port. */
  readonly name: string
  readonly parse: is.Parser<T>
  /** As text, read by the same parser. */
  readonly default: string
  readonly help: string
  /** Its text without the secret part. Present on secrets only, which ORDERD_<NAME>_FILE may hold. */
  readonly mask?: (text: string) => string
}

const hidden = (text: string): string => (text === '' ? '' : '********')
const hidePassword = (url: string): string =>
  url.replace(/(:\/\/[^:@/]*):.*@/, '$1:********@').replace(/(password=)[^&]*/i, '$1********')

export const CONFIG_FIELDS = {
  host: {
    name: 'HOST',
    parse: is.filled,
    default: '127.0.0.1',
    help: 'address to listen on; 0.0.0.0 is every one (the default in Docker)',
  },
  port: {
    name: 'PORT',
    parse: is.integer(0, 65_535),
    default: '3000',
    help: 'port to listen on; 0 takes a free one',
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    parse: is.orNone(is.plainUrl),
    default: '',
    help: 'the address that clients use, such as https://shop.example: redirects and the set-up link lead there',
  },
  dataDir: {
    name: 'DATA_DIR',
    parse: is.filled,
    default: './orderd-data',
    help: 'directory of the database, secrets and backups (/data in Docker, ./orderd-demo for the demo)',
  },
  db: {
    name: 'DB',
    parse: is.orNone(is.postgresUrl),
    default: '',
    help: 'postgres://user:password@host/database; empty is SQLite in the data directory',
    mask: hidePassword,
  },
  jwtSecrets: {
    name: 'JWT_SECRET',
    parse: is.orNone(is.signingSecrets),
    default: '',
    help: 'signs access tokens, 32 bytes or more; two with a comma rotate: the first signs, both verify; empty makes one at first start',
    mask: hidden,
  },
  adminEmail: {
    name: 'ADMIN_EMAIL',
    parse: is.orNone(is.email),
    default: '',
    help: 'creates this admin when the e-mail is absent; never resets a password',
  },
  adminPassword: {
    name: 'ADMIN_PASSWORD',
    parse: is.orNone(is.password),
    default: '',
    help: 'the password of that admin, 8 to 256 characters',
    mask: hidden,
  },
  origins: {
    name: 'ORIGINS',
    parse: is.origins,
    default: '',
    help: 'comma list of exact origins that browsers may call from; empty is the own one only',
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    parse: is.proxies,
    default: 'off',
    help: 'comma list of addresses and networks whose forwarded-for headers count',
  },
  tlsCert: {
    name: 'TLS_CERT',
    parse: is.orNone(is.filled),
    default: '',
    help: 'path of the certificate chain (PEM)',
  },
  tlsKey: {
    name: 'TLS_KEY',
    parse: is.orNone(is.filled),
    default: '',
    help: 'path of its private key (PEM)',
  },
  requireHttps: {
    name: 'REQUIRE_HTTPS',
    parse: is.httpsRule,
    default: 'off',
    help: 'refuse plain HTTP, or redirect it to PUBLIC_URL; true is refuse',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    parse: is.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    default: 'info',
    help: 'debug, info, warn, error or silent',
  },
  logFormat: {
    name: 'LOG_FORMAT',
    parse: is.oneOf('json', 'pretty'),
    default: 'json',
    help: 'json, or pretty for people',
  },
  metricsToken: {
    name: 'METRICS_TOKEN',
    parse: is.orNone(is.filled),
    default: '',
    help: 'bearer token of /metrics; empty serves it to loopback only',
    mask: hidden,
  },
  metricsPort: {
    name: 'METRICS_PORT',
    parse: is.orNone(is.integer(0, 65_535)),
    default: '',
    help: 'serves /metrics on this port of 127.0.0.1, without a token; then on PORT by the token alone',
  },
  durability: {
    name: 'DURABILITY',
    parse: is.oneOf('full', 'normal'),
    default: 'full',
    help: 'full: what was answered survives a power loss; normal: it may be lost, faster (SQLite)',
  },
  accessTokenTtlMs: {
    name: 'ACCESS_TOKEN_TTL',
    parse: is.duration,
    default: '15m',
    help: 'life of an access token',
  },
  refreshTokenTtlMs: {
    name: 'REFRESH_TOKEN_TTL',
    parse: is.duration,
    default: '30d',
    help: 'life of a refresh token',
  },
  holdTtlMs: {
    name: 'HOLD_TTL',
    parse: is.duration,
    default: '15m',
    help: 'hold_time of a new shop: how long an unpaid order keeps its stock; later the shop setting decides',
  },
  rateLimitAuth: {
    name: 'RATE_LIMIT_AUTH',
    parse: is.rate,
    default: '10/min',
    help: 'sign-ins and registrations, for each address and each account',
  },
  rateLimitUser: {
    name: 'RATE_LIMIT_USER',
    parse: is.rate,
    default: '300/min',
    help: 'requests of one account of role user',
  },
  rateLimitStaff: {
    name: 'RATE_LIMIT_STAFF',
    parse: is.rate,
    default: 'off',
    help: 'requests of one admin, editor or API key',
  },
  wsConnectionsPerUser: {
    name: 'WS_CONNECTIONS_PER_USER',
    parse: is.orOff(is.integer(1, 1_000_000)),
    default: '20',
    help: 'open sockets of one account',
  },
  wsConnectionsUnauthenticated: {
    name: 'WS_CONNECTIONS_UNAUTHENTICATED',
    parse: is.orOff(is.integer(1, 1_000_000)),
    default: '256',
    help: 'open sockets that have not signed in yet, and event streams of strangers, in total',
  },
  wsConnectionsPerAddress: {
    name: 'WS_CONNECTIONS_PER_ADDRESS',
    parse: is.orOff(is.integer(1, 1_000_000)),
    default: '32',
    help: 'those of one address (behind a proxy: see TRUST_PROXY)',
  },
  wsSubs: {
    name: 'WS_SUBS',
    parse: is.orOff(is.integer(1, 1_000_000)),
    default: '64',
    help: 'subscriptions of one socket',
  },
  wsMessages: {
    name: 'WS_MESSAGES',
    parse: is.rate,
    default: '100/min',
    help: 'messages from one socket',
  },
  backupSchedule: {
    name: 'BACKUP_SCHEDULE',
    parse: is.orOff(is.cron),
    default: 'off',
    help: 'cron line, in UTC, of automatic backups (SQLite)',
  },
  backupKeep: {
    name: 'BACKUP_KEEP',
    parse: is.integer(1, 10_000),
    default: '7',
    help: 'automatic backups to keep',
  },
  backupTo: {
    name: 'BACKUP_TO',
    parse: is.orNone(is.offsite),
    default: '',
    help: 'where each backup is copied to: an absolute path, or s3://[key:secret@]bucket[/prefix][?endpoint=https://...&region=...]; the key also from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    mask: hidePassword,
  },
  eventsRetainMs: {
    name: 'EVENTS_RETAIN',
    parse: is.orOff(is.duration),
    default: 'off',
    help: 'how long events can be replayed; off keeps them all',
  },
  webhookAllowPrivate: {
    name: 'WEBHOOK_ALLOW_PRIVATE',
    parse: is.boolean,
    default: 'false',
    help: 'lets webhooks go to private and loopback addresses',
  },
  otlpUrl: {
    name: 'OTLP_URL',
    parse: is.orNone(is.plainUrl),
    default: '',
    help: 'OpenTelemetry collector that gets traces, by HTTP, such as http://localhost:4318',
  },
  shutdownTimeoutMs: {
    name: 'SHUTDOWN_TIMEOUT',
    parse: is.duration,
    default: '10s',
    help: 'how long requests in flight may take to finish',
  },
} as const satisfies Record<string, ConfigField<unknown>>

type Fields = typeof CONFIG_FIELDS
type ValueOf<P> = P extends is.Parser<infer T> ? T : never

export type Config = { readonly [K in keyof Fields]: ValueOf<Fields[K]['parse']> }
