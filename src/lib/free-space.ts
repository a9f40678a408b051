// The room that is left on a disk.

import { promises } from 'node:fs'
import { dirname } from 'node:path'

/** Bytes that the process may still write on the disk of that file. */
export async function freeBytesBeside(file: string): Promise<number> {
  const { bavail, bsize } = await promises.statfs(dirname(file))
  return bavail * bsize
}
