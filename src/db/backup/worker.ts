// The thread that a running server makes its backups on, so that nobody waits for them. One request,
// one answer, and the end. It is an entry point of the executable (scripts/binary.ts).

import { DatabaseUnavailable } from '#db/errors.ts'
import { type BackupRequest, type CreatedBackup, createBackup } from './backup.ts'

declare const self: Worker

/** An error's class does not come through to the other side: what must be told apart is said. */
export type BackupAnswer = { made: CreatedBackup } | { failed: string; isUnavailable: boolean }

self.onmessage = ({ data }: MessageEvent<BackupRequest>) => {
  self.postMessage(answer(data))
}

function answer(request: BackupRequest): BackupAnswer {
  try {
    return { made: createBackup(request) }
  } catch (error) {
    return {
      failed: error instanceof Error ? error.message : String(error),
      isUnavailable: error instanceof DatabaseUnavailable,
    }
  }
}
