// The thread of backups: it answers one request after the other. It is an entry point of the
// executable (scripts/binary.ts).

import { isUnavailable } from '#db/errors.ts'
import { type BackupRequest, type CreatedBackup, createBackup } from './backup.ts'

declare const self: Worker

/** `isUnavailable` is that of db/errors.ts: a message between threads loses the class of the error. */
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
      isUnavailable: isUnavailable(error),
    }
  }
}
