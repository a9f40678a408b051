// `serve` runs the server. All that can be wrong is found before the first answer; running requests end
// before the process does.

import { readFileSync } from 'node:fs'
import http from 'node:http'
import { startWorkers } from '#app.ts'
import { systemClock } from '#lib/clock.ts'
import { closing } from '#lib/closing.ts'
import type { Config } from '#lib/config.ts'
import { systemIds } from '#lib/ids.ts'
import { createLog, flushLog, type Log } from '#lib/log.ts'
import { VERSION } from '#lib/version.ts'
import { ensureFirstAdmin } from '#modules/users/public.ts'
import { apiOf } from './api.ts'
import { banner } from './banner.ts'
import type { InvocationOf } from './commands.ts'
import { type ControlSocket, openControlSocket } from './control.ts'
import { type DataDirectory, lock, openDataDirectory } from './data-directory.ts'
import { openDemo } from './demo.ts'
import { demoConfig } from './demo-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { type Installation, openInstallation } from './installation.ts'
import { type Io, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { type MetricsPort, openMetricsPort } from './metrics-port.ts'
import { withRestoreHint } from './restore-hint.ts'
import { urlOf } from './url.ts'

/** Bun answers a larger head by itself, without a body; up to it the guard says what is wrong. */
const HEAD_BYTES = 64 * 1024
const FLUSH_MS = 1_000
const LOST_MS = 2_000

/** Resolves when the server has ended: 0 after a signal. 75 in use, 1 port taken, 65, 70, 78. */
export async function run({ options, flags }: InvocationOf<'serve'>, io: Io): Promise<number> {
  const configured = loadConfig(flags, io)
  const config = options.demo ? demoConfig(configured) : configured.config
  const log = createLog({ level: config.logLevel, format: config.logFormat })
  if (config.durability === 'normal') {
    io.err(line('warning: ORDERD_DURABILITY=normal: a power loss may take the last writes with it'))
  }
  const directory = openDataDirectory(config.dataDir)
  const ended = shutdownReason()
  const installation = await openInstallation({
    directory,
    lock: lock(directory),
    config,
    log,
    demo: options.demo,
    inThread: true,
    onFatal: (error) => {
      // First of all: a lost database cannot be closed in order, and on a dead disk the rest may fail or wait.
      setTimeout(() => process.exit(error.exitCode), LOST_MS)
      ended.fail(error)
      log.error('the database is lost', { error })
    },
  })
  const untilSignal = async (): Promise<void> => {
    const server = await start(installation, config, directory, options.demo, log)
    io.err(server.banner)
    log.info('started', { version: VERSION, url: server.url, metrics: server.metricsUrl })
    const signal = await ended.signal
    log.info('stopping', { signal })
    await server.stop()
  }
  try {
    await closing(untilSignal, () => installation.close())
  } catch (error) {
    throw withRestoreHint(error, directory)
  } finally {
    log.info('stopped')
    await flushLog(FLUSH_MS)
  }
  return EXIT.done
}

/** The signal or the fault that ends the server. A second signal ends the process at once. */
function shutdownReason(): { signal: Promise<string>; fail: (error: unknown) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // A fault may come before the first await of it.
  promise.catch(() => {})
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      resolve(signal)
      process.once(signal, () => process.exit(EXIT.failed))
    })
  }
  return { signal: promise, fail: reject }
}

interface Running {
  url: string
  /** Of the port for metrics alone, where there is one. */
  metricsUrl: string | undefined
  banner: string
  stop(): Promise<void>
}

async function start(
  installation: Installation,
  config: Config,
  directory: DataDirectory,
  withDemo: boolean,
  log: Log,
): Promise<Running> {
  const { app, asOperator, db, execute, upkeep } = installation
  // Before it listens: a client that finds it ready may sign in.
  const setUpToken = await ensureFirstAdmin({ db, execute, config })
  const { metricsPort } = config
  const figures = metricsPort === null ? null : openMetricsPort(metricsPort, installation.figures)
  const url = listen(app, config)
  // After it listens: they are not needed for the first answer.
  db.keepLongReads?.()
  installation.backups?.keepThread()
  const control = openControlSocket(directory.socket, asOperator)
  if (control === null) log.warn('the data directory has too long a path for a control socket')
  const operator = apiOf((path, init) => asOperator(new Request(`${url}${path}`, init)))
  const demo = withDemo ? await openDemo(operator, log) : null
  const workers = startWorkers({
    ...installation,
    config,
    clock: systemClock,
    ids: systemIds(),
    log,
    also: [...upkeep, ...(demo === null ? [] : [demo.flow])],
  })
  return {
    url,
    metricsUrl: figures?.url,
    banner: banner({ url, config, setUpToken, demoKey: demo?.key ?? null }),
    stop: () => drain(installation, { control, workers, figures }, config.shutdownTimeoutMs),
  }
}

/** A taken port is exit code 1: two servers on one port would take turns. */
function listen(app: Installation['app'], config: Config): string {
  const { host, port } = config
  // The setter is Bun's; the type calls it a constant.
  Object.assign(http, { maxHeaderSize: HEAD_BYTES })
  try {
    app.listen({ hostname: host, port, reusePort: false, ...tlsOf(config) })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (error.code === 'EADDRINUSE') {
      throw new Failure(`port ${port} on ${host} is taken; say another with --port`)
    }
    throw new Failure(`cannot listen on ${host}, port ${port}: ${error.message}`)
  }
  return urlOf(config, app.server?.port)
}

function tlsOf({ tlsCert, tlsKey }: Config): { tls?: { cert: string; key: string } } {
  if (tlsCert === null || tlsKey === null) return {}
  try {
    return { tls: { cert: readFileSync(tlsCert, 'utf8'), key: readFileSync(tlsKey, 'utf8') } }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(`the certificate or its key: ${why}`, EXIT.config)
  }
}

interface Helpers {
  control: ControlSocket | null
  workers: { stop(): Promise<void> }
  figures: MetricsPort | null
}

/** Not ready; running requests end within `timeoutMs`, and those that still come are refused. */
async function drain(
  { app, drain: begin, quiet }: Installation,
  { control, workers, figures }: Helpers,
  timeoutMs: number,
): Promise<void> {
  begin()
  const { server } = app
  const deadline = setTimeout(() => {
    void server?.stop(true)
    void control?.stop(true)
  }, timeoutMs)
  if (server !== null) await quiet(server)
  await Promise.all([server?.stop(), workers.stop(), control?.stop()])
  clearTimeout(deadline)
  await figures?.stop()
}
