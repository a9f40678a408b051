// Looks at everything that can keep an installation from serving, says what is wrong and how to mend
// it. It changes nothing.

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { migrationStatus } from '#db/migrate.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, openDataDirectory, tryLock } from './data-directory.ts'
import { EXIT, explain } from './failure.ts'
import { ask } from './health.ts'
import { type Io, jsonLine, line } from './io.ts'
import { configure } from './settings.ts'
import { urlOf } from './url.ts'

interface Finding {
  check: string
  ok: boolean
  detail: string
  /** What to do about it. */
  mend?: string
}

const DISK_MIN_BYTES = 256 * 1024 * 1024
const CLOCK_OLDEST = Date.UTC(2025, 0, 1)

/** 0: all is well. 1: something is not; 78: already the configuration is not. */
export async function run({ options, settings }: InvocationOf<'doctor'>, io: Io): Promise<number> {
  const { config } = configure(settings, io)
  const findings: Finding[] = [
    { check: 'configuration', ok: true, detail: 'every setting is valid' },
  ]
  for (const [check, look] of CHECKS) findings.push({ check, ...(await attempt(look, config)) })
  for (const finding of findings) io.out(options.json ? jsonLine(finding) : text(finding))
  return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.failed
}

const text = ({ check, ok, detail, mend }: Finding): string =>
  line(
    `${ok ? 'ok    ' : 'FAILED'} ${check.padEnd(16)}${detail}${mend ? `\n       mend: ${mend}` : ''}`,
  )

type Look = (config: Config) => Promise<Omit<Finding, 'check'>>

async function attempt(look: Look, config: Config): Promise<Omit<Finding, 'check'>> {
  try {
    return await look(config)
  } catch (error) {
    return { ok: false, detail: explain(error).message }
  }
}

const well = (detail: string) => ({ ok: true, detail })

const CHECKS: [check: string, look: Look][] = [
  ['data directory', async ({ dataDir }) => lookAtDirectory(openDataDirectory(dataDir))],
  ['disk', async ({ dataDir }) => lookAtDisk(openDataDirectory(dataDir))],
  ['clock', async () => lookAtClock()],
  ['database', lookAtDatabase],
  ['port', lookAtPort],
]

function lookAtDirectory({ path }: DataDirectory): Omit<Finding, 'check'> {
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) === 0) return well(path)
  const detail = `${path} can be read by others (${mode.toString(8)})`
  return { ok: false, detail, mend: `chmod 700 ${path}` }
}

function lookAtDisk({ path }: DataDirectory): Omit<Finding, 'check'> {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const detail = `${Math.round(free / 1024 / 1024)} MB free`
  if (free >= DISK_MIN_BYTES) return well(detail)
  return { ok: false, detail, mend: 'free some space: writes are refused when the disk is full' }
}

function lookAtClock(): Omit<Finding, 'check'> {
  const now = Date.now()
  if (now >= CLOCK_OLDEST) return well(new Date(now).toISOString())
  return { ok: false, detail: new Date(now).toISOString(), mend: 'set the clock: start NTP' }
}

async function lookAtDatabase(config: Config): Promise<Omit<Finding, 'check'>> {
  const directory = openDataDirectory(config.dataDir)
  if (config.db === null && !existsSync(directory.database)) {
    return well('none yet; the first start makes it')
  }
  const lock = tryLock(directory)
  if (lock === null) return well('in use by a running server; orderd health asks it')
  try {
    const location = config.db ?? directory.database
    const db = await openDatabase({ location, durability: config.durability })
    try {
      return await lookInside(db)
    } finally {
      await db.close()
    }
  } finally {
    lock.release()
  }
}

async function lookInside(db: Db): Promise<Omit<Finding, 'check'>> {
  const { pending, isNewer } = await migrationStatus(db)
  if (isNewer) {
    const mend = 'use the orderd that wrote it, or a newer one'
    return { ok: false, detail: 'its schema is newer than this orderd', mend }
  }
  if (db.engine === 'sqlite') {
    const rows = await db.read.all<Record<string, string>>('PRAGMA integrity_check(5)')
    const faults = rows.flatMap((row) => Object.values(row)).filter((said) => said !== 'ok')
    if (faults.length > 0) {
      return { ok: false, detail: faults.join('; '), mend: 'orderd restore, from a backup' }
    }
  }
  const schema = pending.length === 0 ? 'schema up to date' : `${pending.length} migrations pending`
  return well(`${db.engine}, whole, ${schema}`)
}

async function lookAtPort(config: Config): Promise<Omit<Finding, 'check'>> {
  const { host, port } = config
  if (port !== 0 && (await ask(urlOf(config))).isReady) return well('an orderd answers there')
  try {
    const server = Bun.serve({
      hostname: host,
      port,
      reusePort: false,
      fetch: () => new Response(),
    })
    await server.stop(true)
    return well(`${host}:${port} is free`)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { ok: false, detail, mend: 'stop what has it, or choose another with --port' }
  }
}
