// dist/orderd, the whole server in one executable for this machine. `bun run build`.

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import { buildBinary, commit, ROOT } from './binary.ts'

const dist = join(ROOT, 'dist')
const outfile = join(dist, 'orderd')
mkdirSync(dist, { recursive: true })
// A chunk has its hash in its name: the source maps of builds of before would stay.
for (const map of new Glob('*.map').scanSync({ cwd: dist })) {
  rmSync(join(dist, map))
}
await buildBinary(outfile)
console.log(`dist/orderd, ${Math.round(Bun.file(outfile).size / 1e6)} MB, commit ${commit()}`)
