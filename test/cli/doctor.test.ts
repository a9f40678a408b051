// The doctor's table: each damage and each misconfiguration, made on a copy of one sound shop, is found by its
// row, with its remedy and exit code, and the sound shop has none.

import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '#cli/main.ts'
import { currentOrderd } from '../helpers/process.ts'

interface Finding {
  check: string
  ok: boolean
  level: 'ok' | 'warning' | 'fault'
  detail: string
  mend?: string
}

const root = mkdtempSync(join(tmpdir(), 'orderd-doctor-'))
const sound = join(root, 'sound')
const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => Response.json({}) })
const DAY_MS = 24 * 60 * 60_000

async function run(argv: string[], env: Record<string, string> = {}) {
  let [stdout, stderr] = ['', '']
  const code = await main(argv, {
    env,
    out: (text) => {
      stdout += text
    },
    err: (text) => {
      stderr += text
    },
    isTerminal: false,
    readStdin: async () => 'tall green lamp\n',
  })
  return { code, stdout, stderr }
}

async function doctor(directory: string, env: Record<string, string> = {}) {
  const given = { ORDERD_PORT: '0', ORDERD_DATA_DIR: directory, ...env }
  const { code, stdout } = await run(['doctor', '--json'], given)
  const findings = stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Finding)
  return { code, findings, ill: findings.filter(({ level }) => level !== 'ok') }
}

beforeAll(async () => {
  const at = ['--data-dir', sound]
  for (const name of ['a', 'b', 'c', 'd']) {
    const made = await run([
      'users',
      'create',
      `${name}@example.com`,
      '--password-file',
      '-',
      ...at,
    ])
    expect(made).toMatchObject({ code: 0, stderr: '' })
  }
  expect((await run(['backup', 'create', ...at])).code).toBe(0)
})

afterAll(async () => {
  await taken.stop(true)
  rmSync(root, { recursive: true, force: true })
})

const alter = (directory: string, text: string): void => {
  const database = new Database(join(directory, 'orderd.db'))
  database.run(text)
  database.close()
}

const backupIn = (directory: string): string => {
  const [name = ''] = readdirSync(join(directory, 'backups'))
  return join(directory, 'backups', name)
}

/** Gives the backup the name of one made that long ago. */
const age = (directory: string, days: number, kind: string): void => {
  const digits = new Date(Date.now() - days * DAY_MS).toISOString().replace(/\D/g, '')
  const name = `orderd-${digits.slice(0, 8)}-${digits.slice(8)}-${kind}.db`
  renameSync(backupIn(directory), join(directory, 'backups', name))
}

function corrupt(path: string): void {
  const bytes = readFileSync(path)
  // From the second page on; the header stays.
  bytes.fill(0x55, 4_096, 4_096 + Math.floor((bytes.length - 4_096) / 2))
  writeFileSync(path, bytes)
}

interface Damage {
  what: string
  check: string
  level?: 'warning'
  code: number
  mend: string
  detail: string
  /** Of a copy of the sound shop. */
  to?: (directory: string) => void
  env?: (directory: string) => Record<string, string>
}

const DAMAGES: readonly Damage[] = [
  {
    what: 'a wrong setting',
    check: 'configuration',
    code: 78,
    detail: 'ORDERD_HOLD_TTL',
    mend: '--help',
    env: () => ({ ORDERD_HOLD_TTL: '15' }),
  },
  {
    what: 'a data directory below a file',
    check: 'data directory',
    code: 78,
    detail: '',
    mend: '--data-dir',
    env: (directory) => ({ ORDERD_DATA_DIR: join(directory, 'orderd.db', 'data') }),
  },
  {
    what: 'a data directory that others can read',
    check: 'permissions',
    code: 1,
    detail: '755',
    mend: 'chmod 700',
    to: (directory) => chmodSync(directory, 0o755),
  },
  {
    what: 'a secret that others can read',
    check: 'secrets',
    code: 1,
    detail: 'secrets/jwt',
    mend: 'chmod -R go-rwx',
    to: (directory) => chmodSync(join(directory, 'secrets/jwt'), 0o644),
  },
  {
    what: 'an empty secret',
    check: 'signing secret',
    code: 1,
    detail: 'holds no secret',
    mend: 'remove it',
    to: (directory) => writeFileSync(join(directory, 'secrets/jwt'), ''),
  },
  {
    what: 'a clock behind the data',
    check: 'clock',
    code: 1,
    detail: 'orderd.db was written at',
    mend: 'NTP',
    to(directory) {
      const then = new Date(Date.now() + DAY_MS)
      utimesSync(join(directory, 'orderd.db'), then, then)
    },
  },
  {
    what: 'a certificate that is none',
    check: 'certificate',
    code: 78,
    detail: '',
    mend: 'ORDERD_TLS_CERT',
    env: (directory) => ({
      ORDERD_TLS_CERT: join(directory, 'secrets/jwt'),
      ORDERD_TLS_KEY: join(directory, 'secrets/jwt'),
    }),
  },
  {
    what: 'a database that is gone',
    check: 'database',
    code: 65,
    detail: 'is gone',
    mend: 'orderd restore',
    to: (directory) => rmSync(join(directory, 'orderd.db')),
  },
  {
    what: 'an empty database',
    check: 'database',
    code: 65,
    detail: 'shorter than a header',
    mend: 'orderd restore',
    to: (directory) => truncateSync(join(directory, 'orderd.db'), 0),
  },
  {
    what: 'a database that is cut off',
    check: 'database',
    code: 65,
    detail: 'damaged',
    mend: 'orderd restore',
    to(directory) {
      const path = join(directory, 'orderd.db')
      truncateSync(path, statSync(path).size - 8 * 4_096)
    },
  },
  {
    what: 'a database with damaged pages',
    check: 'database',
    code: 65,
    detail: 'damaged',
    mend: 'orderd restore',
    to: (directory) => corrupt(join(directory, 'orderd.db')),
  },
  {
    what: 'a database of something else',
    check: 'database',
    code: 65,
    detail: 'not of orderd',
    mend: 'orderd restore',
    to(directory) {
      rmSync(join(directory, 'orderd.db'))
      alter(directory, 'CREATE TABLE other (n INTEGER)')
    },
  },
  {
    what: 'no database at all in its file',
    check: 'database',
    code: 65,
    detail: 'not a SQLite database',
    mend: 'orderd restore',
    to: (directory) => writeFileSync(join(directory, 'orderd.db'), 'x'.repeat(8_192)),
  },
  {
    what: 'a log with a hole',
    check: 'database',
    code: 65,
    detail: 'holes',
    mend: 'orderd restore',
    to: (directory) =>
      alter(directory, 'DELETE FROM events WHERE seq = (SELECT MIN(seq) + 1 FROM events)'),
  },
  {
    what: 'a database that was moved',
    check: 'database',
    code: 78,
    detail: 'moved to PostgreSQL',
    mend: 'say --db',
    to: (directory) =>
      renameSync(join(directory, 'orderd.db'), join(directory, 'orderd.db.moved-20260101')),
  },
  {
    what: 'a server that does not answer',
    check: 'database',
    code: 1,
    detail: '',
    mend: 'ORDERD_DB',
    env: () => ({ ORDERD_DB: 'postgres://shop:secret@127.0.0.1:1/shop' }),
  },
  {
    what: 'a newer schema',
    check: 'schema',
    code: 78,
    detail: 'newer',
    mend: 'a newer one',
    to: (directory) => alter(directory, "INSERT INTO migrations VALUES (9000, 'future', 1)"),
  },
  {
    what: 'an older schema',
    check: 'migrations',
    level: 'warning',
    code: 0,
    detail: '1 are pending',
    mend: 'orderd migrate',
    to: (directory) =>
      alter(
        directory,
        'DELETE FROM migrations WHERE version = (SELECT MAX(version) FROM migrations)',
      ),
  },
  {
    what: 'a log behind its mark',
    check: 'log',
    code: 1,
    detail: 'put back',
    mend: 'epoch',
    to(directory) {
      const path = join(directory, 'orderd.head')
      const [epoch] = readFileSync(path, 'utf8').split('.')
      writeFileSync(path, `${epoch}.999\n`)
    },
  },
  {
    what: 'less durability',
    check: 'durability',
    level: 'warning',
    code: 0,
    detail: 'power loss',
    mend: 'ORDERD_DURABILITY=full',
    env: () => ({ ORDERD_DURABILITY: 'normal' }),
  },
  {
    what: 'no backup',
    check: 'backups',
    level: 'warning',
    code: 0,
    detail: 'none',
    mend: 'ORDERD_BACKUP_SCHEDULE',
    to: (directory) => rmSync(join(directory, 'backups'), { recursive: true }),
  },
  {
    what: 'an old backup',
    check: 'backups',
    level: 'warning',
    code: 0,
    detail: 'the newest of',
    mend: 'orderd backup create',
    to: (directory) => age(directory, 8, 'manual'),
  },
  {
    what: 'a schedule that is not kept',
    check: 'backup schedule',
    code: 1,
    detail: 'one was due',
    mend: 'start the server',
    to: (directory) => age(directory, 3, 'scheduled'),
    env: () => ({ ORDERD_BACKUP_SCHEDULE: '0 3 * * *' }),
  },
  {
    what: 'a damaged backup',
    check: 'newest backup',
    code: 1,
    detail: 'damaged',
    mend: 'orderd backup create',
    to: (directory) => corrupt(backupIn(directory)),
  },
  {
    what: 'a draft of a process that died',
    check: 'drafts',
    level: 'warning',
    code: 0,
    detail: '.partial',
    mend: 'next start',
    to: (directory) =>
      writeFileSync(`${backupIn(directory)}.${Bun.spawnSync(['true']).pid}.partial`, ''),
  },
  {
    what: 'an off-site copy that is missing',
    check: 'off-site copies',
    code: 1,
    detail: 'is not in',
    mend: 'ORDERD_BACKUP_TO',
    to: (directory) => age(directory, 1, 'manual'),
    env: (directory) => ({ ORDERD_BACKUP_TO: `${directory}-elsewhere` }),
  },
  {
    what: 'a bucket that does not answer',
    check: 'off-site copies',
    code: 1,
    detail: 's3://shop-backups/',
    mend: 'ORDERD_BACKUP_TO',
    env: () => ({ ORDERD_BACKUP_TO: 's3://key:word@shop-backups?endpoint=http://127.0.0.1:1' }),
  },
  {
    what: 'backups of SQLite on PostgreSQL',
    check: 'backup settings',
    level: 'warning',
    // The server does not answer.
    code: 1,
    detail: 'no backup is made',
    mend: 'pg_dump',
    env: () => ({
      ORDERD_DB: 'postgres://shop:secret@127.0.0.1:1/shop',
      ORDERD_BACKUP_SCHEDULE: '0 3 * * *',
    }),
  },
  {
    what: 'a port that is taken',
    check: 'port',
    code: 1,
    detail: '/readyz',
    mend: '--port',
    env: () => ({ ORDERD_PORT: String(taken.port) }),
  },
  {
    what: 'a host of another machine',
    check: 'port',
    code: 1,
    detail: '',
    mend: '--host',
    env: () => ({ ORDERD_HOST: '192.0.2.1' }),
  },
  {
    what: 'a metrics port that is taken',
    check: 'metrics port',
    code: 1,
    detail: '',
    mend: '--metrics-port',
    env: () => ({ ORDERD_METRICS_PORT: String(taken.port) }),
  },
  {
    what: 'HTTPS that nothing brings',
    check: 'https',
    code: 78,
    detail: 'every request is refused',
    mend: 'ORDERD_TRUST_PROXY',
    env: () => ({ ORDERD_REQUIRE_HTTPS: 'refuse' }),
  },
  {
    what: 'passwords in plain',
    check: 'plain http',
    level: 'warning',
    code: 0,
    detail: '0.0.0.0',
    mend: 'ORDERD_TLS_CERT',
    env: () => ({ ORDERD_HOST: '0.0.0.0' }),
  },
  {
    what: 'a proxy that is not trusted',
    check: 'proxy',
    level: 'warning',
    code: 0,
    detail: 'one address of its proxy',
    mend: 'ORDERD_TRUST_PROXY',
    env: () => ({ ORDERD_PUBLIC_URL: 'https://shop.example' }),
  },
  {
    what: 'a world of trusted proxies',
    check: 'proxy',
    level: 'warning',
    code: 0,
    detail: '0.0.0.0/0',
    mend: 'that alone',
    env: () => ({ ORDERD_TRUST_PROXY: '0.0.0.0/0' }),
  },
]

const copies = { count: 0 }
const copyOfSound = (): string => {
  copies.count += 1
  const directory = join(root, String(copies.count))
  cpSync(sound, directory, { recursive: true, mode: 0 })
  chmodSync(directory, 0o700)
  return directory
}

test('a sound shop has no fault, and an empty directory neither', async () => {
  const seen = await doctor(copyOfSound())
  expect([seen.code, seen.ill]).toEqual([0, []])
  const checks = seen.findings.map(({ check }) => check)
  expect(checks).toEqual(expect.arrayContaining(['database', 'schema', 'newest backup', 'disk']))
  const none = join(root, 'none')
  mkdirSync(none, { mode: 0o700 })
  expect(await doctor(none)).toMatchObject({ code: 0, ill: [] })
  expect(readdirSync(none)).toEqual([])
})

describe('each fault is found by its row', () => {
  for (const { what, check, level = 'fault', code, mend, detail, to, env } of DAMAGES) {
    test(what, async () => {
      const directory = copyOfSound()
      to?.(directory)
      const seen = await doctor(directory, env?.(directory))
      expect(seen.ill).toContainEqual({
        check,
        ok: level === 'warning',
        level,
        detail: expect.stringContaining(detail),
        mend: expect.stringContaining(mend),
      })
      expect(seen.code).toBe(code)
    })
  }
})

const isMountable =
  process.getuid?.() === 0 &&
  Bun.spawnSync(['sh', '-c', 'd=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d'])
    .success
const whyNot = isMountable ? '' : ' (skipped: needs root and mount)'

test.skipIf(!isMountable)(`a small disk, and one that is read only${whyNot}`, async () => {
  const directory = join(root, 'small')
  mkdirSync(directory)
  const mount = (options: string) =>
    Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', options, 'none', directory]).success
  expect(mount('size=8m,mode=700')).toBe(true)
  try {
    cpSync(sound, directory, { recursive: true })
    writeFileSync(join(directory, 'filler'), new Uint8Array(6 * 1024 * 1024))
    const full = await doctor(directory)
    expect(full.ill.map(({ check }) => check)).toContain('disk')
    expect(full.code).toBe(1)
    expect(mount('remount,ro')).toBe(true)
    const seen = await doctor(directory)
    expect(seen.ill).toContainEqual(
      expect.objectContaining({
        check: 'data directory',
        detail: expect.stringContaining('read-only file system'),
      }),
    )
    expect(seen.code).toBe(78)
  } finally {
    Bun.spawnSync(['umount', '-l', directory])
  }
})

const orderd = currentOrderd()

test('beside a running server all is well, also over its address, and damage is still found', async () => {
  const server = await orderd.serve()
  const { port } = new URL(server.url)
  const args = ['doctor', '--live', '--json', '--port', port, '--data-dir', server.directory]
  const well = await orderd.run(args)
  expect(well.code).toBe(0)
  expect(well.stdout).toContain('a server has it open')
  expect(well.stdout).toContain('an orderd answers there')
  expect(well.stdout).toContain('opens sockets')
  expect((await server.end()).code).toBe(0)
  const away = await orderd.run(args)
  expect([away.code, away.stdout]).toEqual([1, expect.stringContaining('let the proxy pass')])
})
