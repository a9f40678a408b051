// orderd as a process of its own, the way people run it: from source, and as the binary where one has
// been built from this source. Directories are temporary; whatever is started here is ended and
// whatever is made here is removed after its test.

import { afterEach, describe, setDefaultTimeout } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepLog } from './kept-logs.ts'

const root = join(import.meta.dir, '../..')

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

export interface Server {
  url: string
  pid: number
  directory: string
  /** What it has said on standard error until it was ready. */
  banner: string
  /** Resolves with its exit code. */
  ended: Promise<number>
  /** Ends it and waits. */
  end(signal?: NodeJS.Signals): Promise<Ended>
}

export interface Orderd {
  /** Begins a command, to be ended by the test. */
  start(args: readonly string[]): Bun.Subprocess
  /** Runs a command to its end; `uid` is the account, which needs root. */
  run(
    args: readonly string[],
    options?: { env?: Record<string, string>; uid?: number },
  ): Promise<Ended>
  /** Starts a server, on a free port and a fresh directory unless told. Resolves when it is ready. */
  serve(args?: readonly string[], options?: ServeOptions): Promise<Server>
  /** A directory for data, not made yet. */
  freshDirectory(): string
}

export interface ServeOptions {
  directory?: string
  env?: Record<string, string>
  /** The limit of its open files. */
  descriptors?: number
  /** A command that runs the server by `exec`, so that its process id is that of the server. */
  through?: readonly string[]
  /** 20 s unless given. */
  readyMs?: number
}

const READY_MS = 20_000

// A process takes its time on a busy machine.
setDefaultTimeout(60_000)

/** The same tests for each form orderd comes in. */
export function eachOrderd(define: (orderd: Orderd) => void): void {
  describe('from source', () => define(orderdOf(['bun', join(root, 'src/main.ts')])))
  const binary = builtBinary()
  const name = binary === null ? 'binary (none was built from this source)' : 'binary'
  if (binary === null) describe.skip(name, () => define(orderdOf([])))
  else describe(name, () => define(orderdOf([binary])))
}

/** In the form people get it in: the binary where one has been built from this source. */
export function currentOrderd(): Orderd {
  const binary = builtBinary()
  return orderdOf(binary === null ? ['bun', join(root, 'src/main.ts')] : [binary])
}

/** The binary alone; null where none has been built from this source. */
export function binaryOrderd(): Orderd | null {
  const binary = builtBinary()
  return binary === null ? null : orderdOf([binary])
}

function builtBinary(): string | null {
  if (process.env.ORDERD_BIN) return process.env.ORDERD_BIN
  const binary = join(root, 'dist/orderd')
  if (!existsSync(binary)) return null
  const builtMs = statSync(binary).mtimeMs
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  const isStale = sources.some(
    (file) => file.isFile() && statSync(join(file.parentPath, file.name)).mtimeMs > builtMs,
  )
  return isStale ? null : binary
}

function orderdOf(command: readonly string[]): Orderd {
  const directories: string[] = []
  const processes: Bun.Subprocess[] = []

  afterEach(async () => {
    for (const one of processes.splice(0)) {
      one.kill('SIGKILL')
      await one.exited
    }
    for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
  })

  function spawn(
    args: readonly string[],
    env: Record<string, string> = {},
    before: readonly string[] = [],
  ) {
    const child = Bun.spawn([...before, ...command, ...args], {
      // Nothing of the caller's ORDERD_ settings, and no .env of the project's.
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...env },
      cwd: tmpdir(),
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    })
    processes.push(child)
    return child
  }

  function freshDirectory(): string {
    const parent = mkdtempSync(join(tmpdir(), 'orderd-cli-'))
    directories.push(parent)
    return join(parent, 'data')
  }

  return {
    freshDirectory,
    start: (args) => spawn(args),
    async run(args, { env, uid } = {}) {
      const as = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, '--clear-groups']
      const child = spawn(args, env, as)
      const [stdout, stderr, code] = await Promise.all([
        child.stdout.text(),
        child.stderr.text(),
        child.exited,
      ])
      return { code, stdout, stderr }
    },
    async serve(args = [], { directory = freshDirectory(), env, descriptors, ...how } = {}) {
      const port = args.includes('--port') ? [] : ['--port', '0']
      const limit =
        descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh']
      const through = [...limit, ...(how.through ?? [])]
      const child = spawn(['serve', ...port, '--data-dir', directory, ...args], env, through)
      const stderr = collect(child.stderr)
      const stdout = collect(child.stdout, keepLog)
      const url = await waitFor(stderr, child.exited, how.readyMs)
      return {
        url,
        pid: child.pid,
        ended: child.exited,
        directory,
        banner: stderr.text(),
        async end(signal = 'SIGTERM') {
          child.kill(signal)
          const code = await child.exited
          await Promise.all([stdout.done, stderr.done])
          return { code, stdout: stdout.text(), stderr: stderr.text() }
        },
      }
    },
  }
}

interface Collected {
  text(): string
  /** Resolves with each new piece. */
  next(): Promise<void>
  done: Promise<void>
}

function collect(stream: ReadableStream<Uint8Array>, keep = (_text: string) => {}): Collected {
  let text = ''
  let wake: () => void = () => {}
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true })
      wake()
    }
    keep(text)
    wake()
  }
  return {
    text: () => text,
    next: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
    done: read(),
  }
}

async function waitFor(
  stderr: Collected,
  exited: Promise<number>,
  readyMs = READY_MS,
): Promise<string> {
  const deadline = Bun.sleep(readyMs).then(() => 'too slow')
  for (;;) {
    const [, url] = /serves (\S+)\n[\s\S]*\n\n$/.exec(stderr.text()) ?? []
    if (url !== undefined) return url
    const ended = await Promise.race([
      stderr.next().then(() => null),
      exited.then((code) => `exit code ${code}`),
      deadline,
    ])
    if (ended !== null) {
      await Promise.race([stderr.done, deadline])
      throw new Error(`orderd does not serve: ${ended}\n${stderr.text()}`)
    }
  }
}
