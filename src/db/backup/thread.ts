// A backup on a thread of its own: copying and checking takes about a second for each 100 MB, and the server
// keeps serving.

import { DatabaseUnavailable } from '#db/errors.ts'
import { IS_BUILT } from '#lib/version.ts'
import type { BackupRequest, CreatedBackup } from './backup.ts'
import type { BackupAnswer } from './worker.ts'

// The executable finds an entry point by its path from the root of the source.
const WORKER = IS_BUILT ? './src/db/backup/worker.ts' : new URL('./worker.ts', import.meta.url).href

/**
 * null: the signal aborted it. DatabaseUnavailable where the disk is full; any other failure rejects with an
 * Error of its message.
 */
export async function createBackupOnThread(
  request: BackupRequest,
  stopped: AbortSignal,
): Promise<CreatedBackup | null> {
  if (stopped.aborted) return null
  const worker = new Worker(WORKER)
  try {
    const answer = await new Promise<BackupAnswer | null>((resolve, reject) => {
      stopped.addEventListener('abort', () => resolve(null), { once: true })
      worker.onmessage = ({ data }: MessageEvent<BackupAnswer>) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage(request)
    })
    if (answer === null) return null
    if ('made' in answer) return answer.made
    throw answer.isUnavailable ? new DatabaseUnavailable(answer.failed) : new Error(answer.failed)
  } finally {
    worker.terminate()
  }
}
