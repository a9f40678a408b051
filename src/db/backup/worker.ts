// The thread of a backup: it takes one request, answers it once and ends. It is an entry point of the
// executable (scripts/binary.ts).

import { DatabaseUnavailable } from '#db/errors.ts'
import { type BackupRequest, type CreatedBackup, createBackup } from './backup.ts'

declare const self: Worker

/** `isUnavailable` stands for the class of the error, which a message between threads loses. */
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
