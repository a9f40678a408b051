// A sink that writes lines to a file descriptor in order, without waiting for its reader. At a full pipe it
// queues up to 8 MB and drops further lines; at a closed one it drops all. process.stdout or a synchronous write
// would block or end the server there.

import { write as writeTo } from 'node:fs'

const QUEUED_BYTES_MAX = 8 * 1024 * 1024
const RETRY_MS = 50

interface LineSink {
  write(line: string): void
  /** Resolves when all lines are written, or after timeoutMs. */
  flush(timeoutMs: number): Promise<void>
}

export function linesTo(fd: number): LineSink {
  let queue: string[] = []
  let queuedBytes = 0
  let dropped = 0
  let writing = false
  let closed = false
  let idle: (() => void)[] = []

  function next(): void {
    if (queue.length === 0 || closed) {
      writing = false
      for (const resolve of idle) resolve()
      idle = []
      return
    }
    writing = true
    const chunk = Buffer.from(queue.join(''))
    queue = []
    queuedBytes = chunk.byteLength
    send(chunk)
  }

  function send(chunk: Buffer): void {
    writeTo(fd, chunk, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => send(chunk), RETRY_MS).unref()
        return
      }
      // EPIPE and the like: the reader has closed the pipe.
      if (error) closed = true
      queuedBytes -= error ? 0 : written
      if (!error && written < chunk.byteLength) send(chunk.subarray(written))
      else next()
    })
  }

  return {
    write(line) {
      if (closed) return
      if (queuedBytes + line.length > QUEUED_BYTES_MAX) {
        dropped++
        return
      }
      if (dropped > 0) {
        const note = `{"level":"warn","msg":"log lines were dropped","dropped":${dropped}}\n`
        dropped = 0
        queue.push(note)
        queuedBytes += note.length
      }
      queue.push(line)
      queuedBytes += line.length
      if (!writing) next()
    },
    flush: (timeoutMs) =>
      writing
        ? new Promise((resolve) => {
            const timer = setTimeout(resolve, timeoutMs)
            idle.push(() => {
              clearTimeout(timer)
              resolve()
            })
          })
        : Promise.resolve(),
  }
}
