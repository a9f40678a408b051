// The thread that a running server makes its backups on, so that nobody waits for them. One request,
// one answer, and the end. It is an entry point of the executable (scripts/binary.ts).

import { type BackupRequest, createBackup } from './backup.ts'

declare const self: Worker

export type BackupAnswer = { made: ReturnType<typeof createBackup> } | { failed: string }

self.onmessage = ({ data }: MessageEvent<BackupRequest>) => {
  self.postMessage(answer(data))
}

function answer(request: BackupRequest): BackupAnswer {
  try {
    return { made: createBackup(request) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
