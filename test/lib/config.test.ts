// The settings as an operator meets them: precedence, every problem at once, secrets never shown.

import { expect, test } from 'bun:test'
import { configFlags, configHelp, configTable, parseConfig } from '#lib/config.ts'

const SECRET = 'k3Jx9vQm2Lr7Tn5Wb8Zc1Hd4Gf6Ys0Pa'

type Given = Partial<Parameters<typeof parseConfig>[0]>

const parse = (given: Given) => parseConfig({ flags: {}, env: {}, readFile: noFile, ...given })

function noFile(path: string): string {
  throw new Error(`ENOENT: no such file, open '${path}'`)
}

function configOf(given: Given) {
  const parsed = parse(given)
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
  return parsed
}

function problemsOf(env: Record<string, string>, readFile = noFile): string[] {
  const parsed = parse({ env, readFile })
  return 'problems' in parsed ? parsed.problems : []
}

test('without any setting the documented defaults hold', () => {
  expect(configOf({}).ok).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    dataDir: './orderd-data',
    db: null,
    jwtSecrets: null,
    durability: 'full',
    accessTokenTtlMs: 15 * 60_000,
    refreshTokenTtlMs: 30 * 86_400_000,
    rateLimitAuth: { count: 10, perMs: 60_000 },
    rateLimitStaff: null,
    wsSubs: 64,
    webhookAllowPrivate: false,
  })
})

test('a flag beats the variable, the variable beats the file, the file beats the default', () => {
  const readFile = () => 'from-file\n'
  const file = { ORDERD_METRICS_TOKEN_FILE: '/run/token' }
  const both = { ...file, ORDERD_METRICS_TOKEN: 'from-env' }
  const flags = { 'metrics-token': 'from-flag' }
  expect(configOf({}).ok.metricsToken).toBeNull()
  expect(configOf({ env: file, readFile }).ok.metricsToken).toBe('from-file')
  expect(configOf({ env: both, readFile }).ok.metricsToken).toBe('from-env')
  expect(configOf({ env: both, readFile, flags }).ok.metricsToken).toBe('from-flag')
})

test('an empty variable counts as not set', () => {
  expect(configOf({ env: { ORDERD_PORT: '', ORDERD_JWT_SECRET: '' } }).ok.port).toBe(3000)
})

test('every problem is reported at once and none repeats the value', () => {
  const problems = problemsOf({
    ORDERD_PORT: '70000',
    ORDERD_DB: 'mysql://root:hunter2@db/x',
    ORDERD_JWT_SECRET: 'hunter2',
    ORDERD_ACCESS_TOKEN_TTL: '15',
    ORDERD_ORIGINS: 'https://shop.example/',
    ORDERD_ADMIN_PASSWORD: 'hunter2',
    ORDERD_METRICS_TOKEN_FILE: '/run/absent',
  })
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'ORDERD_PORT',
    'ORDERD_DB',
    'ORDERD_JWT_SECRET',
    'ORDERD_ADMIN_PASSWORD',
    'ORDERD_ORIGINS',
    'ORDERD_METRICS_TOKEN_FILE:',
    'ORDERD_ACCESS_TOKEN_TTL',
    'ORDERD_ADMIN_EMAIL',
  ])
  expect(problems.join('\n')).not.toContain('hunter2')
})

test.each([
  ['ORDERD_PORT', '3e3'],
  ['ORDERD_PORT', '-1'],
  ['ORDERD_HOST', ' '],
  ['ORDERD_REFRESH_TOKEN_TTL', '0s'],
  ['ORDERD_REFRESH_TOKEN_TTL', '1 d'],
  ['ORDERD_RATE_LIMIT_USER', '10/h'],
  ['ORDERD_RATE_LIMIT_USER', '0/s'],
  ['ORDERD_WS_SUBS', '0'],
  ['ORDERD_WEBHOOK_ALLOW_PRIVATE', 'yes'],
  ['ORDERD_LOG_LEVEL', 'INFO'],
  ['ORDERD_DURABILITY', 'off'],
  ['ORDERD_TRUST_PROXY', 'true'],
  ['ORDERD_TRUST_PROXY', '10.0.0.0/33'],
  ['ORDERD_ORIGINS', '*'],
  ['ORDERD_ORIGINS', 'shop.example'],
  ['ORDERD_BACKUP_SCHEDULE', 'daily at three'],
  ['ORDERD_TLS_CERT', '/cert.pem'],
])('%s=%s is a problem', (name, text) => {
  expect(problemsOf({ [name]: text })).toHaveLength(1)
})

test('plain HTTP is led to HTTPS alone, and without an address a warning says where', () => {
  const env = { ORDERD_REQUIRE_HTTPS: 'redirect' }
  expect(configOf({ env }).warnings).toEqual([expect.stringContaining('ORDERD_PUBLIC_URL')])
  expect(problemsOf({ ...env, ORDERD_PUBLIC_URL: 'http://shop.example' })).toEqual([
    'ORDERD_REQUIRE_HTTPS=redirect needs an https:// address in ORDERD_PUBLIC_URL',
  ])
})

test.each(['/data', '/data/', '/data/backups', '/data/../data/x'])('a copy at %p is none', (to) => {
  expect(problemsOf({ ORDERD_DATA_DIR: '/data', ORDERD_BACKUP_TO: to })).toEqual([
    'ORDERD_BACKUP_TO is in ORDERD_DATA_DIR: a copy there is lost with the data',
  ])
})

test.each(['/', '/database', '/..data', 's3://data'])('a copy at %p is elsewhere', (to) => {
  const { ok } = configOf({ env: { ORDERD_DATA_DIR: '/data', ORDERD_BACKUP_TO: to } })
  expect(ok?.backupTo).not.toBeNull()
})

test('each kind of setting reads its documented forms', () => {
  const { ok } = configOf({
    env: {
      ORDERD_SHUTDOWN_TIMEOUT: '500ms',
      ORDERD_RATE_LIMIT_AUTH: '5/s',
      ORDERD_RATE_LIMIT_USER: 'off',
      ORDERD_WS_CONNECTIONS_PER_USER: 'off',
      ORDERD_TRUST_PROXY: '10.0.0.0/8, ::1',
      ORDERD_ORIGINS: 'https://shop.example,http://localhost:5173',
      ORDERD_REQUIRE_HTTPS: 'true',
      ORDERD_PUBLIC_URL: 'https://shop.example/orders/',
      ORDERD_BACKUP_SCHEDULE: '0 3 * * *',
      ORDERD_EVENTS_RETAIN: '90d',
      ORDERD_DB: 'postgres://orderd:pw@db/orders',
    },
  })
  expect(ok).toMatchObject({
    shutdownTimeoutMs: 500,
    rateLimitAuth: { count: 5, perMs: 1000 },
    rateLimitUser: null,
    wsConnectionsPerUser: null,
    trustProxy: ['10.0.0.0/8', '::1'],
    origins: ['https://shop.example', 'http://localhost:5173'],
    requireHttps: 'refuse',
    publicUrl: 'https://shop.example/orders',
    backupSchedule: '0 3 * * *',
    eventsRetainMs: 90 * 86_400_000,
    db: 'postgres://orderd:pw@db/orders',
  })
})

test.each([
  ['short', 'a'.repeat(31)],
  ['one letter repeated', 'a'.repeat(64)],
  ['a word repeated', 'changeme'.repeat(5)],
  ['a word repeated with dashes', 'Secret-Secret-Secret-Secret-Secret-Sec'],
  ['a sample from a manual', 'your-super-secret-jwt-token-with-at-least-32-characters-long'],
  ['a good one beside a short one', `${SECRET},short`],
  ['nothing but commas', ',,'],
])('a signing secret that is %s is refused', (_why, secret) => {
  expect(problemsOf({ ORDERD_JWT_SECRET: secret })).toHaveLength(1)
})

test('two signing secrets rotate: the first signs, both verify', () => {
  const other = [...SECRET].reverse().join('')
  expect(configOf({ env: { ORDERD_JWT_SECRET: `${SECRET},${other}` } }).ok.jwtSecrets).toEqual([
    SECRET,
    other,
  ])
})

test('an empty secret file is a problem, not an unset secret', () => {
  expect(problemsOf({ ORDERD_JWT_SECRET_FILE: '/run/secret' }, () => '\n')).toEqual([
    'ORDERD_JWT_SECRET_FILE: the file is empty',
  ])
})

test('a slip in the name of a variable is a problem, a stranger only a warning', () => {
  expect(problemsOf({ ORDERD_PROT: '3001', ORDERD_JWT_SECRETS: SECRET })).toEqual([
    'ORDERD_JWT_SECRETS is not a setting; did you mean ORDERD_JWT_SECRET?',
    'ORDERD_PROT is not a setting; did you mean ORDERD_PORT?',
  ])
  expect(configOf({ env: { ORDERD_SERVICE_HOST: '10.0.0.1' } }).warnings).toEqual([
    'ORDERD_SERVICE_HOST is not a setting',
  ])
})

test('effective settings tell the source and mask secrets', () => {
  const { effective } = configOf({
    flags: { port: '3001' },
    env: {
      ORDERD_JWT_SECRET: SECRET,
      ORDERD_DB: 'postgres://orderd:p@ss:word@db/orders?password=hunter2',
      ORDERD_METRICS_TOKEN_FILE: '/run/token',
    },
    readFile: () => 'hunter2',
  })
  const rows = Object.fromEntries(effective.map((e) => [e.variable, [e.value, e.source]]))
  expect(rows).toMatchObject({
    ORDERD_PORT: ['3001', 'flag'],
    ORDERD_HOST: ['127.0.0.1', 'default'],
    ORDERD_JWT_SECRET: ['********', 'environment'],
    ORDERD_DB: ['postgres://orderd:********@db/orders?password=********', 'environment'],
    ORDERD_METRICS_TOKEN: ['********', 'file'],
    ORDERD_ADMIN_PASSWORD: ['', 'default'],
  })
})

test('flags, help and table name the same settings', () => {
  const flags = Object.keys(configFlags()).sort()
  const flagsIn = (text: string) =>
    [...text.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1]!).sort()
  expect(flags).toContain('access-token-ttl')
  expect(flagsIn(configHelp())).toEqual(flags)
  expect(flagsIn(configTable())).toEqual(flags)
})
