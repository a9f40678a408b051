// The REST API for commands, as the operator and without a password: through the control socket where a
// server runs on the data directory, else on the data itself, opened for the length of the command.

import { lockDataDirectory } from '#db/sqlite/lockfile.ts'
import type { Config } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { type DataDirectory, inUse, openDataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { openInstallation } from './installation.ts'

export interface Api {
  /** Sends JSON; the parsed answer. A refusal is a Failure with the sentence of the problem. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** The same with any body. */
  send<T>(method: string, path: string, init: RequestInit): Promise<T>
  /** The body of an answer, as a stream. */
  read(path: string): Promise<ReadableStream<Uint8Array>>
}

type Handle = (path: string, init: RequestInit) => Promise<Response>

/**
 * Exit code 75 where a process has the directory and does not answer. `demo: false` makes a shop of the demo
 * the owner's: the command brings in data of its own.
 */
export async function withApi<T>(
  config: Config,
  use: (api: Api) => Promise<T>,
  { demo }: { demo?: false } = {},
): Promise<T> {
  const directory = openDataDirectory(config.dataDir)
  const lock = lockDataDirectory(directory.path)
  if (!('release' in lock)) return use(apiOf(overSocket(directory, lock.pid)))
  const installation = await openInstallation({
    directory,
    lock,
    config,
    ...(demo === undefined ? {} : { demo }),
    // Errors only: standard output is the command's.
    log: createLog({ level: 'error', format: config.logFormat, write: writeError }),
    onFatal: (error) => {
      writeError(`${error.message}\n`)
      process.exit(error.exitCode)
    },
  })
  try {
    return await use(
      apiOf((path, init) => installation.asOperator(new Request(`http://localhost${path}`, init))),
    )
  } finally {
    await installation.close()
  }
}

const writeError = (line: string): void => void process.stderr.write(line)

const overSocket =
  (directory: DataDirectory, pid: number | null): Handle =>
  async (path, init) => {
    try {
      return await fetch(`http://localhost${path}`, { ...init, unix: directory.socket })
    } catch (error) {
      if (isCutOff(error)) throw lostAnswer(directory)
      const why = error instanceof Error ? `, which does not answer (${error.message})` : ''
      throw inUse(directory, pid, why)
    }
  }

const isCutOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET'

/** The server had taken the request; a second try shows its effect. */
const lostAnswer = ({ path }: DataDirectory): Failure =>
  new Failure(`the server on ${path} ended before it answered: say the same again to be sure`)

export function apiOf(handle: Handle): Api {
  const send = async <T>(method: string, path: string, init: RequestInit): Promise<T> => {
    const response = await handle(path, { ...init, method })
    const text = await response.text()
    // Every answer of the API is JSON or empty.
    const answer = text === '' ? null : (JSON.parse(text) as T & Problem)
    if (!response.ok) throw refusal(response, answer)
    return answer as T
  }
  return {
    send,
    async read(path) {
      const response = await handle(path, { method: 'GET' })
      if (!response.ok) throw refusal(response, (await response.json()) as Problem)
      return response.body ?? new Blob().stream()
    },
    call: (method, path, body) =>
      send(method, path, {
        headers: { 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      }),
  }
}

interface Problem {
  detail?: string
}

const refusal = ({ status }: Response, problem: Problem | null): Failure =>
  new Failure(problem?.detail ?? `status ${status}`, EXIT.failed)
