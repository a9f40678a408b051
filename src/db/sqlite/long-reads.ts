// Long reads of a SQLite file run on a thread, so that no request waits for them. The thread starts with the
// first read and ends after 30 s without one; a server keeps it from its start.

import { DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import { toError } from '#db/faults.ts'
import type { Param, Sql } from '#db/port.ts'
import { startThread } from '#lib/descriptors.ts'
import { IS_BUILT } from '#lib/version.ts'
import type { Row } from './connection.ts'
import type { Question, Reply } from './long-reads-worker.ts'

interface LongReads {
  sql: Sql
  /** Starts the thread now, and keeps it. */
  keep(): void
  /** Refuses pending reads. Settles when the file is closed. */
  close(): Promise<void>
}

interface LongReadsOptions {
  path: string
  onLost: (error: DatabaseLost) => void
}

interface Waiting {
  resolve(rows: Row[]): void
  reject(error: Error): void
}

const IDLE_MS = 30_000

// The executable finds an entry point by its path from the root of the source.
const WORKER = IS_BUILT
  ? './src/db/sqlite/long-reads-worker.ts'
  : new URL('./long-reads-worker.ts', import.meta.url).href

export function openLongReads({ path, onLost }: LongReadsOptions): LongReads {
  let thread: ReturnType<typeof openThread> | null = null
  let isClosed = false
  let idleMs: number | null = IDLE_MS
  /** Settles when the last thread has closed the file. */
  let ended = Promise.resolve()

  function current(): NonNullable<typeof thread> {
    thread ??= openThread(idleMs, (gone) => {
      thread = null
      ended = gone
    })
    return thread
  }

  async function ask(text: string, params: readonly Param[] = []): Promise<Row[]> {
    if (isClosed) throw new DatabaseUnavailable('the database is closed')
    try {
      return await current().ask({ path, text, params })
    } catch (error) {
      if (error instanceof DatabaseLost) onLost(error)
      throw error
    }
  }

  return {
    sql: {
      all: <T>(text: string, params?: readonly Param[]) => ask(text, params) as Promise<T[]>,
      get: async <T>(text: string, params?: readonly Param[]) =>
        ((await ask(text, params))[0] as T | undefined) ?? null,
    },
    keep() {
      idleMs = null
      // Opens the file, too. An error comes again with the next read.
      ask('SELECT 1').catch(() => {})
    },
    close() {
      isClosed = true
      thread?.end()
      return ended
    },
  }
}

/** Without `idleMs` it stays. `onEnd` is called when the thread takes no more reads; its promise settles when the thread has ended. */
function openThread(idleMs: number | null, onEnd: (gone: Promise<void>) => void) {
  const worker = startThread(WORKER)
  const gone = new Promise<void>((resolve) => {
    worker.addEventListener('close', () => resolve(), { once: true })
  })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let idle: ReturnType<typeof setTimeout> | undefined

  function end(): void {
    clearTimeout(idle)
    onEnd(gone)
    if (waiting.size === 0) worker.postMessage(null satisfies Question)
    else worker.terminate()
    refuseAll('the database is closed')
  }

  function refuseAll(message: string): void {
    for (const { reject } of waiting.values()) reject(new DatabaseUnavailable(message))
    waiting.clear()
  }

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const asker = waiting.get(data.id)
    waiting.delete(data.id)
    if ('rows' in data) asker?.resolve(data.rows)
    else asker?.reject(toError(data.fault))
    if (waiting.size > 0 || idleMs === null) return
    idle = setTimeout(end, idleMs)
    idle.unref()
  }
  worker.onerror = ({ message }) => {
    onEnd(gone)
    refuseAll(`the thread of long reads ended: ${message}`)
  }

  return {
    end,
    ask(question: Omit<NonNullable<Question>, 'id'>): Promise<Row[]> {
      clearTimeout(idle)
      asked += 1
      const id = asked
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, ...question } satisfies Question)
      })
    },
  }
}
