// A progress bar on a terminal; elsewhere nothing.

import type { Io } from './io.ts'

export interface Progress {
  add(bytes: number): void
  /** Erases the line. */
  end(): void
}

const EVERY_MS = 100
const WIDTH = 30

export function startProgress(totalBytes: number, io: Io): Progress {
  if (!io.isTerminal) return { add: () => {}, end: () => {} }
  let bytes = 0
  let drawnMs = 0
  return {
    add(count) {
      bytes += count
      const nowMs = performance.now()
      if (nowMs - drawnMs < EVERY_MS) return
      drawnMs = nowMs
      const share = totalBytes === 0 ? 1 : bytes / totalBytes
      const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.')
      io.err(`\r[${bar}] ${Math.floor(share * 100)} %`)
    },
    end: () => io.err('\r\x1b[K'),
  }
}
