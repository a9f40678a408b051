// Writes the table of configuration into README.md, between its markers (`bun run docs`). A test compares
// the two.

import { join } from 'node:path'
import { configTable } from '#lib/config.ts'

const SECTION = /(<!-- config -->\n)[\s\S]*?(<!-- \/config -->)/

const path = join(import.meta.dir, '../README.md')
const readme = await Bun.file(path).text()
if (!SECTION.test(readme)) throw new Error('README.md has no <!-- config --> section')
await Bun.write(path, readme.replace(SECTION, `$1\n${configTable()}\n\n$2`))
