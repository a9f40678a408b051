// Files, sockets and threads need descriptors, of which a process has a limited number. Bun ends the whole process
// where a new thread finds none for its event loop, so they are tried before it starts.

import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** A thread opens up to 10, and the files of a database. */
const THREAD_DESCRIPTORS = 32

/** True for the error of a system call that found no descriptor, which another one may free. */
export const lacksDescriptor = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')

/** Throws an error of `lacksDescriptor` where too few are left. */
export function startThread(module: string, options?: WorkerOptions): Worker {
  const opened: number[] = []
  try {
    while (opened.length < THREAD_DESCRIPTORS) opened.push(openSync(devNull, 'r'))
  } finally {
    for (const one of opened) closeSync(one)
  }
  return new Worker(module, options)
}
