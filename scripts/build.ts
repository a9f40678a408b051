// dist/orderd, the whole server in one executable for this machine. `bun run build`.

import { join } from 'node:path'
import { buildBinary, commit, ROOT } from './binary.ts'

const outfile = join(ROOT, 'dist/orderd')
await buildBinary(outfile)
console.log(`dist/orderd, ${Math.round(Bun.file(outfile).size / 1e6)} MB, commit ${commit()}`)
