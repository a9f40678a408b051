// A backup on a thread of its own: copying and checking takes about a second for each 100 MB, and the server
// keeps serving, and keeps the thread from its start.

import { DatabaseUnavailable } from '#db/errors.ts'
import { startThread } from '#lib/descriptors.ts'
import { IS_BUILT } from '#lib/version.ts'
import type { BackupRequest, CreatedBackup } from './backup.ts'
import type { BackupAnswer } from './worker.ts'

// The executable finds an entry point by its path from the root of the source.
const WORKER = IS_BUILT ? './src/db/backup/worker.ts' : new URL('./worker.ts', import.meta.url).href

export interface BackupThread {
  /** Starts the thread now, and keeps it. */
  keep(): void
  /**
   * null: the signal aborted it. DatabaseUnavailable where the disk is full; any other failure rejects with an
   * Error of its message.
   */
  create(request: BackupRequest, stopped: AbortSignal): Promise<CreatedBackup | null>
}

export function openBackupThread(): BackupThread {
  /** Started and without work; backups at the same time have threads of their own. */
  let idle: Worker | null = null
  let isKept = false

  async function ask(
    worker: Worker,
    request: BackupRequest,
    stopped: AbortSignal,
  ): Promise<BackupAnswer | null> {
    const { promise, resolve, reject } = Promise.withResolvers<BackupAnswer | null>()
    const stop = (): void => resolve(null)
    stopped.addEventListener('abort', stop, { once: true })
    worker.onmessage = ({ data }: MessageEvent<BackupAnswer>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(request)
    return promise.finally(() => stopped.removeEventListener('abort', stop))
  }

  return {
    keep() {
      isKept = true
      idle ??= startThread(WORKER, OPTIONS)
    },
    async create(request, stopped) {
      if (stopped.aborted) return null
      const worker = idle ?? startThread(WORKER, OPTIONS)
      idle = null
      let answer: BackupAnswer | null = null
      try {
        answer = await ask(worker, request, stopped)
      } finally {
        if (isKept && answer !== null && idle === null) idle = worker
        else worker.terminate()
      }
      if (answer === null) return null
      if ('made' in answer) return answer.made
      throw answer.isUnavailable ? new DatabaseUnavailable(answer.failed) : new Error(answer.failed)
    },
  }
}

// A copy is made by SQLite; the heap of the thread stays small.
const OPTIONS = { smol: true }
