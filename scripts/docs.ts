// Writes into README.md what the code knows better: the table of settings, between its markers. A
// test compares the two, so that neither can be changed alone. `bun run docs`.

import { join } from 'node:path'
import { settingsTable } from '#lib/config.ts'

const SECTION = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/

const path = join(import.meta.dir, '../README.md')
const readme = await Bun.file(path).text()
if (!SECTION.test(readme)) throw new Error('README.md has no <!-- settings --> section')
await Bun.write(path, readme.replace(SECTION, `$1\n${settingsTable()}\n\n$2`))
