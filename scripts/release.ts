// Everything a release publishes, in dist/release: an executable for each platform, the client as an
// npm package, the bill of materials and the checksums of all. Fails whole: a release with a part
// missing is none. `bun run release`.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '#lib/version.ts'
import { buildBinary, ROOT } from './binary.ts'
import { sbom } from './sbom.ts'

const PLATFORMS = [
  'linux-x64',
  'linux-x64-musl',
  'linux-arm64',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'windows-x64',
] as const

const OUT = join(ROOT, 'dist/release')
const CLIENT = join(ROOT, 'dist/client')

function run(command: string[], cwd: string): void {
  const { exitCode } = Bun.spawnSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (exitCode !== 0) throw new Error(`${command.join(' ')} failed`)
}

/** JavaScript and types, so that it runs without Bun and without a compiler. */
function packClient(): void {
  rmSync(CLIENT, { recursive: true, force: true })
  const compiled =
    '--ignoreConfig --outDir dist/client --declaration --rewriteRelativeImportExtensions'
  const language = '--strict --target es2023 --module nodenext --lib es2023,dom,dom.iterable'
  run(
    [
      'bun',
      'x',
      '--no-install',
      'tsc',
      ...`${compiled} ${language}`.split(' '),
      'src/client/index.ts',
    ],
    ROOT,
  )
  const manifest = {
    name: 'orderd-client',
    version: VERSION,
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  }
  writeFileSync(join(CLIENT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  run(['bun', 'pm', 'pack', '--destination', OUT], CLIENT)
}

async function checksums(): Promise<string> {
  const lines = readdirSync(OUT)
    .sort()
    .map(async (name) => {
      const bytes = await Bun.file(join(OUT, name)).arrayBuffer()
      return `${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}  ${name}\n`
    })
  return (await Promise.all(lines)).join('')
}

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })
for (const platform of PLATFORMS) {
  console.log(`building for ${platform}`)
  const name = `orderd-${VERSION}-${platform}`
  await buildBinary(join(OUT, name), `bun-${platform}`)
}
packClient()
writeFileSync(join(OUT, `orderd-${VERSION}.cdx.json`), await sbom(VERSION))
writeFileSync(join(OUT, 'SHA256SUMS'), await checksums())
for (const name of readdirSync(OUT)) console.log(`dist/release/${name}`)
