// The client in Python as a process, and what it tells.

import { afterEach } from 'bun:test'
import { join } from 'node:path'

/** undefined where there is none that is new enough. */
export const PYTHON = ['python3', 'python'].find((name) => {
  const path = Bun.which(name)
  if (path === null) return false
  const { exitCode } = Bun.spawnSync([
    path,
    '-c',
    'import sys; sys.exit(sys.version_info < (3, 8))',
  ])
  return exitCode === 0
})

export interface Told {
  rows: Record<string, number>
  /** The seq of every event it was given, across connections. */
  seen: number[]
}

const children: { kill(): void }[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})

/** Arguments: url, token, topic, filter as JSON. Ended after the test. */
export function start(...args: string[]) {
  const script = join(import.meta.dir, 'second-client.py')
  const child = Bun.spawn([PYTHON ?? '', script, ...args], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  children.push(child)
  const lines = linesOf(child.stdout)
  return {
    child,
    /** Reads on until it tells what fits. */
    async until(fits: (told: Told) => boolean): Promise<Told> {
      for (;;) {
        const { done, value } = await lines.next()
        if (done) throw new Error(`it ended: ${await new Response(child.stderr).text()}`)
        const told = JSON.parse(value) as Told
        if (fits(told)) return told
      }
    },
    drop() {
      void child.stdin.write('drop\n')
      void child.stdin.flush()
    },
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as never)) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
