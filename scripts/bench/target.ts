// A server under measurement and the two generators of load. Each is a process of its own.

import { join } from 'node:path'
import type { LoadFigures, LoadJob } from './load.ts'
import type { SnapshotJob } from './snapshots.ts'

export { withServer } from './from-source.ts'
export type { LoadFigures }

export interface Target {
  port: number
  pid: number
  token: string
  /** Of orders. */
  ids: readonly string[]
}

/** Sends requests from a process of its own; a failed one is an error. */
export const load = (
  { port, ids = [] }: { port: number; ids?: readonly string[] },
  job: Omit<LoadJob, 'port' | 'ids'>,
): Promise<LoadFigures> => generate('load.ts', { port, ids, ...job })

/** Asks for snapshots of the board. */
export const loadSnapshots = (
  { port, token }: Target,
  job: Omit<SnapshotJob, 'port' | 'token'>,
): Promise<LoadFigures> => generate('snapshots.ts', { port, token, ...job })

async function generate(file: string, job: LoadJob | SnapshotJob): Promise<LoadFigures> {
  const generator = Bun.spawn([process.execPath, join(import.meta.dir, file)], {
    stdin: new Blob([JSON.stringify(job)]),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const figures: LoadFigures = JSON.parse(await new Response(generator.stdout).text())
  const { failed, firstFailure } = figures
  if (failed > 0) throw new Error(`${failed} requests failed, first: ${firstFailure}`)
  return figures
}

/** Resident memory in bytes. */
export function residentBytes({ pid }: Pick<Target, 'pid'>): number {
  return Number(Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]).stdout.toString()) * 1_024
}

/** The lines of a child's output as they come. */
export async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}
