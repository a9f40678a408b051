// The floor of a figure: a bare server (bare-place.ts, bare-reads.ts) on a file that orderd made.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { serve, withDirectory } from './orderd.ts'
import { fillShop, place } from './requests.ts'
import { lines, load, type Target } from './target.ts'

/** Time in which the readers of the log catch up, so that their writes are not taken for an order's. */
const SETTLED_MS = 1_500

export interface FloorOptions {
  mode: 'place' | 'reads'
  /** Orders that are there at the beginning. */
  orders?: number
}

/** A floor on a shop of that build's; it ends with the work. */
export const withFloor = <T>(
  binary: string,
  { mode, orders = 60 }: FloorOptions,
  work: (floor: Target) => Promise<T>,
): Promise<T> =>
  withDirectory(async (parent) => {
    const directory = join(parent, 'data')
    const [path, before] = [join(directory, 'orderd.db'), join(parent, 'before.db')]
    const first = await serve(binary, { directory })
    const ids = await fillShop(first, orders)
    if (mode === 'place') await Bun.sleep(SETTLED_MS)
    await first.stop()
    if (mode === 'place') {
      cpSync(path, before)
      const second = await serve(binary, { directory, token: first.token })
      await load(second, { connections: 1, requests: 1, request: place(second) })
      await second.stop()
    }
    const server = Bun.spawn(
      [process.execPath, join(import.meta.dir, 'bare-server.ts'), mode, path, before],
      { stdout: 'pipe', stderr: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
    )
    try {
      for await (const line of lines(server.stdout)) {
        return await work({ port: Number(line), pid: server.pid, token: 'none', ids })
      }
      throw new Error('the floor ended')
    } finally {
      server.kill()
      await server.exited
    }
  })
