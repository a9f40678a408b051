// Asks a thread for a backup: copying and checking takes a second for each 100 MB or so, in which the
// server goes on.

import { DatabaseUnavailable } from '#db/errors.ts'
import { IS_BUILT } from '#lib/version.ts'
import type { BackupRequest, CreatedBackup } from './backup.ts'
import type { BackupAnswer } from './worker.ts'

// In the executable an entry point is found by its path from the root of the source.
const WORKER = IS_BUILT ? './src/db/backup/worker.ts' : new URL('./worker.ts', import.meta.url).href

/**
 * null: given up, because of the signal. DatabaseUnavailable where the disk is full; any other failure
 * rejects with the sentence of what went wrong.
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
