// `doctor` checks what can keep an installation from serving and names a remedy for each fault. It changes
// nothing.

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { migrationStatus } from '#db/migrate.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, dataDirectoryAt, refuseForeign, tryLock } from './data-directory.ts'
import { openData, withDatabase } from './database.ts'
import { EXIT, explain } from './failure.ts'
import { askReadiness } from './health.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'
import { urlOf } from './url.ts'

interface Finding {
  check: string
  ok: boolean
  detail: string
  /** The remedy. */
  mend?: string
}

/** `exitCode` is that of a fault: 1, or the code of its cause. */
type Result = Omit<Finding, 'check'> & { exitCode?: number }

const DISK_MIN_BYTES = 256 * 1024 * 1024
const CLOCK_OLDEST = Date.UTC(2025, 0, 1)

/** 0: no fault. 1: a fault. 65: the data is damaged or lost. 78: wrong configuration or schema. */
export async function run({ options, flags }: InvocationOf<'doctor'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  const findings: Finding[] = [
    { check: 'configuration', ok: true, detail: 'every setting is valid' },
  ]
  let code: number = EXIT.done
  for (const [check, examine] of CHECKS) {
    const { exitCode = EXIT.failed, ...result } = await attempt(examine, config)
    findings.push({ check, ...result })
    if (!result.ok) code = Math.max(code, exitCode)
  }
  for (const finding of findings) io.out(options.json ? jsonLine(finding) : text(finding))
  return code
}

const text = ({ check, ok, detail, mend }: Finding): string =>
  line(
    `${ok ? 'ok    ' : 'FAILED'} ${check.padEnd(16)}${detail}${mend ? `\n       mend: ${mend}` : ''}`,
  )

type Examine = (config: Config) => Promise<Result>

async function attempt(examine: Examine, config: Config): Promise<Result> {
  try {
    return await examine(config)
  } catch (error) {
    const { message, exitCode } = explain(error)
    const [detail = '', ...remedies] = message.split('\n')
    return {
      ok: false,
      detail,
      exitCode,
      ...(remedies.length === 0 ? {} : { mend: remedies.join('; ') }),
    }
  }
}

const passed = (detail: string) => ({ ok: true, detail })

const CHECKS: [check: string, examine: Examine][] = [
  ['data directory', async ({ dataDir }) => examineDirectory(dataDirectoryAt(dataDir))],
  ['disk', async ({ dataDir }) => examineDisk(dataDirectoryAt(dataDir))],
  ['clock', async () => examineClock()],
  ['database', examineDatabase],
  ['port', examinePort],
]

function examineDirectory(directory: DataDirectory): Result {
  const { path } = directory
  if (!existsSync(path)) return examineParent(path)
  refuseForeign(directory)
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) === 0) return passed(path)
  const detail = `${path} can be read by others (${mode.toString(8)})`
  return { ok: false, detail, mend: `chmod 700 ${path}` }
}

/** The first start makes a missing directory. */
function examineParent(path: string): Result {
  accessSync(nearest(path), constants.W_OK | constants.X_OK)
  return passed(`${path} is none yet; the first start makes it`)
}

/** The path, or of one that is missing the nearest directory above it that exists. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

function examineDisk({ path }: DataDirectory): Result {
  const { bavail, bsize } = statfsSync(nearest(path))
  const free = bavail * bsize
  const detail = `${Math.round(free / 1024 / 1024)} MB free`
  if (free >= DISK_MIN_BYTES) return passed(detail)
  return { ok: false, detail, mend: 'free some space: writes are refused when the disk is full' }
}

function examineClock(): Result {
  const now = Date.now()
  if (now >= CLOCK_OLDEST) return passed(new Date(now).toISOString())
  return { ok: false, detail: new Date(now).toISOString(), mend: 'set the clock: start NTP' }
}

async function examineDatabase(config: Config): Promise<Result> {
  const directory = dataDirectoryAt(config.dataDir)
  if (config.db === null && !existsSync(directory.database)) {
    if (existsSync(directory.path)) refuseLost(directory)
    return passed('none yet; the first start makes it')
  }
  // The lock's file is in the directory, which PostgreSQL does not need and doctor does not make.
  const lock = existsSync(directory.path) ? tryLock(directory) : { release() {} }
  if (lock === null) return passed('in use by a running server; orderd health asks it')
  try {
    return await withDatabase(openData(directory, config), examineData)
  } finally {
    lock.release()
  }
}

async function examineData(db: Db): Promise<Result> {
  const { pending, isNewer } = await migrationStatus(db)
  if (isNewer) {
    const mend = 'use the orderd that wrote it, or a newer one'
    const detail = 'its schema is newer than this orderd'
    return { ok: false, detail, mend, exitCode: EXIT.config }
  }
  const damage = (await db.findDamage?.(5)) ?? []
  if (damage.length > 0) {
    const mend = 'orderd restore, from a backup'
    return { ok: false, detail: damage.join('; '), mend, exitCode: EXIT.damaged }
  }
  const schema = pending.length === 0 ? 'schema up to date' : `${pending.length} migrations pending`
  return passed(`${db.name}, whole, ${schema}`)
}

async function examinePort(config: Config): Promise<Result> {
  const { host, port } = config
  if (port !== 0 && (await askReadiness(urlOf(config))).isReady)
    return passed('an orderd answers there')
  try {
    const server = Bun.serve({
      hostname: host,
      port,
      reusePort: false,
      fetch: () => new Response(),
    })
    await server.stop(true)
    return passed(`${host}:${port} is free`)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { ok: false, detail, mend: 'stop what has it, or choose another with --port' }
  }
}
