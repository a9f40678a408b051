// A crowd runs as a process of its own and reports on standard output. Its opener closes it.

import { join } from 'node:path'
import type { CrowdJob, CrowdReport } from './crowd.ts'

type Live = Extract<CrowdReport, { kind: 'live' }>
export type Arrival = Extract<CrowdReport, { kind: 'event' }>

export interface Crowd {
  live: Live
  /** Of each event that has reached every one of them. */
  arrivals: Map<number, Arrival>
  /** The number of lost connections. */
  lost(): number
  /** Resolves when that many events more than at the call have reached everyone. */
  next(count: number): Promise<Arrival[]>
  /** Resolves when that many events have reached everyone since it opened. */
  until(count: number): Promise<unknown>
  close(): Promise<void>
}

/** Resolves when all are live. */
export async function openCrowd(job: CrowdJob): Promise<Crowd> {
  const child = Bun.spawn(['bun', join(import.meta.dir, 'crowd.ts')], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const arrivals = new Map<number, Arrival>()
  const waiting = new Set<() => void>()
  const live = Promise.withResolvers<Live>()
  const ended = Promise.withResolvers<never>()
  // It may end without a caller.
  ended.promise.catch(() => {})
  let lost = 0

  function hear(report: CrowdReport): void {
    if (report.kind === 'live') live.resolve(report)
    else if (report.kind === 'lost') lost = report.count
    else arrivals.set(report.seq, report)
    for (const look of [...waiting]) look()
  }

  async function listen(): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(JSON.parse(line))
    }
    ended.reject(new Error(`the crowd ended: ${await child.stderr.text()}`))
  }

  function found<T>(find: () => T | null): Promise<T> {
    const value = new Promise<T>((resolve) => {
      const look = (): void => {
        const answer = find()
        if (answer === null) return
        waiting.delete(look)
        resolve(answer)
      }
      waiting.add(look)
      look()
    })
    return Promise.race([value, ended.promise])
  }

  listen().catch(ended.reject)
  const close = async (): Promise<void> => {
    child.kill()
    await child.exited
  }
  try {
    await child.stdin.write(`${JSON.stringify(job)}\n`)
    await child.stdin.flush()
    return {
      live: await Promise.race([live.promise, ended.promise]),
      arrivals,
      lost: () => lost,
      next(count) {
        const before = arrivals.size
        return found(() =>
          arrivals.size < before + count ? null : [...arrivals.values()].slice(before),
        )
      },
      until: (count) => found(() => (arrivals.size < count ? null : true)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
