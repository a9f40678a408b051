// Copies in a directory, such as a mounted disk of another machine. One gets its name when it is complete.

import { promises as fs } from 'node:fs'
import { join } from 'node:path'
import { putInPlace } from '#db/sqlite/file.ts'
import { DRAFT, listBackups } from './backup.ts'
import type { Offsite } from './offsite.ts'

export const directoryCopies = (directory: string): Offsite => ({
  name: `${directory.replace(/\/+$/, '')}/`,
  list: async () => listBackups(directory).map(({ path: _, ...copy }) => copy),
  async put({ path, name }, stopped) {
    await fs.mkdir(directory, { recursive: true, mode: 0o700 })
    await removeStale(directory)
    const draft = join(directory, `${name}.${process.pid}${DRAFT}`)
    try {
      await copyPrivately(path, draft)
      stopped.throwIfAborted()
      putInPlace(draft, join(directory, name))
    } finally {
      await fs.rm(draft, { force: true })
    }
  },
  fetch: (name, to) => copyPrivately(join(directory, name), to),
  remove: (name) => fs.rm(join(directory, name), { force: true }),
})

/** A draft that has not grown for that long is left by a process that died, perhaps of another machine. */
const STALE_MS = 60 * 60_000

async function removeStale(directory: string): Promise<void> {
  for (const name of await fs.readdir(directory)) {
    const path = join(directory, name)
    if (!name.endsWith(DRAFT)) continue
    const { mtimeMs } = await fs.stat(path)
    if (mtimeMs < Date.now() - STALE_MS) await fs.rm(path, { force: true })
  }
}

async function copyPrivately(from: string, to: string): Promise<void> {
  await fs.copyFile(from, to)
  await fs.chmod(to, 0o600)
}
