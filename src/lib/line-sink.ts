// Lines to a descriptor, in order and without waiting for its reader. A full pipe keeps lines up to a
// limit and drops the rest; a closed one drops them all. Neither may ever hold up or end the server,
// which is why this is neither process.stdout nor a synchronous write.

import { write as writeTo } from 'node:fs'

const QUEUED_BYTES_MAX = 8 * 1024 * 1024
const RETRY_MS = 50

interface LineSink {
  write(line: string): void
  /** Resolves when everything is written, or after timeoutMs. */
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
      // EPIPE and the like: the reader is gone for good, and there is nobody left to tell.
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
