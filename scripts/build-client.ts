// dist/client, the TypeScript client as an npm package: plain ES modules with their types, nothing
// bundled and nothing else in it. Compiled against the browser's types, so that it cannot come to
// need Bun. `bun scripts/build-client.ts`.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { license, name, version } from '#package.json'
import { ROOT } from './binary.ts'

const MANIFEST = {
  name: `${name}-client`,
  version,
  description: 'The client of orderd: typed calls, and lists that stay true.',
  license,
  type: 'module',
  sideEffects: false,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  engines: { node: '>=20.3' },
}

/** Throws where it does not compile. */
export function buildClient(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const tsc = Bun.spawnSync(
    ['bun', 'x', '--no-install', 'tsc', '-p', 'src/client/tsconfig.json', '--outDir', directory],
    { cwd: ROOT, stdout: 'pipe', stderr: 'inherit' },
  )
  if (!tsc.success) throw new Error(`the client does not compile:\n${tsc.stdout}`)
  for (const file of readdirSync(directory)) {
    const path = join(directory, file)
    // The compiler rewrites these in JavaScript, and leaves them in types.
    const text = readFileSync(path, 'utf8').replaceAll(/(from '\.\/[^']+)\.ts'/g, "$1.js'")
    if (file.endsWith('.d.ts')) writeFileSync(path, text)
  }
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(MANIFEST, null, 2)}\n`)
  cpSync(join(ROOT, 'LICENSE'), join(directory, 'LICENSE'))
}

if (import.meta.main) {
  buildClient(join(ROOT, 'dist/client'))
  console.log(`dist/client, ${MANIFEST.name} ${version}`)
}
