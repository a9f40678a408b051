// Looks at everything that can keep an installation from serving, says what is wrong and how to mend
// it. It changes nothing.

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { migrationStatus } from '#db/migrate.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, openDataDirectory, tryLock } from './data-directory.ts'
import { openData } from './database.ts'
import { EXIT, explain } from './failure.ts'
import { ask } from './health.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'
import { urlOf } from './url.ts'

interface Finding {
  check: string
  ok: boolean
  detail: string
  /** What to do about it. */
  mend?: string
}

/** `exitCode` is what the command ends with where it is not well: 1, or the code of the cause. */
type Looked = Omit<Finding, 'check'> & { exitCode?: number }

const DISK_MIN_BYTES = 256 * 1024 * 1024
const CLOCK_OLDEST = Date.UTC(2025, 0, 1)

/**
 * 0: all is well. 1: something is not; 65: the data is damaged or gone; 78: the configuration is not well,
 * or the data is not for this orderd.
 */
export async function run({ options, flags }: InvocationOf<'doctor'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  const findings: Finding[] = [
    { check: 'configuration', ok: true, detail: 'every setting is valid' },
  ]
  let code: number = EXIT.done
  for (const [check, look] of CHECKS) {
    const { exitCode = EXIT.failed, ...looked } = await attempt(look, config)
    findings.push({ check, ...looked })
    if (!looked.ok) code = Math.max(code, exitCode)
  }
  for (const finding of findings) io.out(options.json ? jsonLine(finding) : text(finding))
  return code
}

const text = ({ check, ok, detail, mend }: Finding): string =>
  line(
    `${ok ? 'ok    ' : 'FAILED'} ${check.padEnd(16)}${detail}${mend ? `\n       mend: ${mend}` : ''}`,
  )

type Look = (config: Config) => Promise<Looked>

async function attempt(look: Look, config: Config): Promise<Looked> {
  try {
    return await look(config)
  } catch (error) {
    const { message, exitCode } = explain(error)
    const [detail = '', ...ways] = message.split('\n')
    return { ok: false, detail, exitCode, ...(ways.length === 0 ? {} : { mend: ways.join('; ') }) }
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

function lookAtDirectory({ path }: DataDirectory): Looked {
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) === 0) return well(path)
  const detail = `${path} can be read by others (${mode.toString(8)})`
  return { ok: false, detail, mend: `chmod 700 ${path}` }
}

function lookAtDisk({ path }: DataDirectory): Looked {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const detail = `${Math.round(free / 1024 / 1024)} MB free`
  if (free >= DISK_MIN_BYTES) return well(detail)
  return { ok: false, detail, mend: 'free some space: writes are refused when the disk is full' }
}

function lookAtClock(): Looked {
  const now = Date.now()
  if (now >= CLOCK_OLDEST) return well(new Date(now).toISOString())
  return { ok: false, detail: new Date(now).toISOString(), mend: 'set the clock: start NTP' }
}

async function lookAtDatabase(config: Config): Promise<Looked> {
  const directory = openDataDirectory(config.dataDir)
  if (config.db === null && !existsSync(directory.database)) {
    refuseLost(directory)
    return well('none yet; the first start makes it')
  }
  const lock = tryLock(directory)
  if (lock === null) return well('in use by a running server; orderd health asks it')
  try {
    const db = await openData(directory, config)
    try {
      return await lookInside(db)
    } finally {
      await db.close()
    }
  } finally {
    lock.release()
  }
}

async function lookInside(db: Db): Promise<Looked> {
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
  return well(`${db.name}, whole, ${schema}`)
}

async function lookAtPort(config: Config): Promise<Looked> {
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
