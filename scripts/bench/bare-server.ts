// The process of a floor. Usage: bun bare-server.ts place <database> <database before its last order>, or
// bun bare-server.ts reads <database>. Prints its port.

import { serveBarePlace } from './bare-place.ts'
import { serveBareReads } from './bare-reads.ts'

const [mode, path = '', before = ''] = process.argv.slice(2)
console.log(mode === 'place' ? serveBarePlace(path, before) : serveBareReads(path))
