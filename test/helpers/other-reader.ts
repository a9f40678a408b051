// Another program in the middle of reading a database file, as a report of a spreadsheet or the
// sqlite3 shell: a real process, so that its locks are not ours.

import { join } from 'node:path'

export interface OtherReader {
  /** Lets go of its snapshot and ends. */
  end(): Promise<void>
}

/** Resolves when it has its snapshot: what is written from then on cannot be brought into the file. */
export async function readElsewhere(path: string): Promise<OtherReader> {
  const child = Bun.spawn(['bun', join(import.meta.dir, '../db/fixtures/hold-read.ts'), path], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const { value } = await child.stdout.getReader().read()
  const said = new TextDecoder().decode(value)
  if (said !== 'reading\n') throw new Error(`the reader does not read: ${said}`)
  return {
    async end() {
      await child.stdin.end()
      await child.exited
    },
  }
}
