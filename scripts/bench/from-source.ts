// orderd from source (server.ts) as a process of its own, started on a fresh database and ended when the work
// with it is over: for profiles, and for figures that need the times of commits.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type SourceTarget = Pick<LiveTarget, 'port' | 'token' | 'id'>

export interface LiveTarget {
  port: number
  token: string
  /** Of an order. */
  id: string
  pid: number
  /** seq -> when it was committed, epoch milliseconds with a fraction. */
  commits: ReadonlyMap<number, number>
}

/** Says in its first line where it is, and then of each event when it was committed. */
export async function withServer<T>(
  mode: string,
  work: (target: LiveTarget) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-bench-'))
  const server = Bun.spawn(
    ['bun', join(import.meta.dir, 'server.ts'), mode, join(directory, 'orderd.db')],
    { stdout: 'pipe', stderr: 'inherit' },
  )
  const commits = new Map<number, number>()
  const started = Promise.withResolvers<SourceTarget>()
  const listening = listen(server.stdout, (said) => {
    if ('seq' in said) commits.set(said.seq, said.at)
    else started.resolve(said)
  })
  const ended = server.exited.then((code): never => {
    throw new Error(`the server in mode ${mode} ended: ${code}`)
  })
  try {
    const target = await Promise.race([started.promise, ended])
    return await Promise.race([work({ ...target, pid: server.pid, commits }), ended])
  } finally {
    // From here on it may end.
    ended.catch(() => {})
    server.kill()
    await Promise.all([server.exited, listening])
    rmSync(directory, { recursive: true, force: true })
  }
}

async function listen(
  stdout: ReadableStream<Uint8Array>,
  hear: (said: SourceTarget | { seq: number; at: number }) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(JSON.parse(line))
  }
}
