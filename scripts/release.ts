// Everything a release publishes, in dist/release: an executable for each platform, the client as an
// npm package, the bill of materials and the checksums of all. Fails whole: a release with a part
// missing is none. `bun run release`.

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '#lib/version.ts'
import { buildBinary, ROOT } from './binary.ts'
import { buildClient } from './build-client.ts'
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
const STAGING = join(ROOT, 'dist/release-staging')
const CLIENT = join(ROOT, 'dist/client')

function packClient(): void {
  buildClient(CLIENT)
  const pack = ['bun', 'pm', 'pack', '--destination', OUT]
  const { exitCode } = Bun.spawnSync(pack, { cwd: CLIENT, stdio: ['ignore', 'inherit', 'inherit'] })
  if (exitCode !== 0) throw new Error('the client could not be packed')
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

for (const directory of [OUT, STAGING]) rmSync(directory, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })
for (const platform of PLATFORMS) {
  console.log(`building for ${platform}`)
  const name = `orderd-${VERSION}-${platform}`
  await buildBinary(join(STAGING, platform, name), `bun-${platform}`)
  // Without the source maps beside it.
  const [executable = name] = readdirSync(join(STAGING, platform)).filter((file) =>
    [name, `${name}.exe`].includes(file),
  )
  renameSync(join(STAGING, platform, executable), join(OUT, executable))
}
rmSync(STAGING, { recursive: true })
packClient()
writeFileSync(join(OUT, `orderd-${VERSION}.cdx.json`), await sbom(VERSION))
writeFileSync(join(OUT, 'SHA256SUMS'), await checksums())
for (const name of readdirSync(OUT)) console.log(`dist/release/${name}`)
