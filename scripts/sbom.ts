// The software bill of materials of a release, in CycloneDX: what the executable is made of, read from
// the lock file. Packages that only build or test orderd are not in it. The same source gives the
// same bytes.

import { join } from 'node:path'
import { ROOT } from './binary.ts'

interface Lock {
  workspaces: Record<string, { dependencies?: Record<string, string> }>
  /** [name@version, registry, {dependencies}, integrity] */
  packages: Record<string, [string, string, { dependencies?: Record<string, string> }, string]>
}

/** A package's own copy of a dependency is listed as "package/dependency", a shared one by its name. */
const keyOf = (lock: Lock, parent: string, name: string): string =>
  `${parent}/${name}` in lock.packages ? `${parent}/${name}` : name

function reachable(lock: Lock): string[] {
  const found = new Set<string>()
  const visit = (parent: string, names: Record<string, string> = {}): void => {
    for (const name of Object.keys(names)) {
      const key = keyOf(lock, parent, name)
      const entry = lock.packages[key]
      if (!entry || found.has(key)) continue
      found.add(key)
      visit(key, entry[2].dependencies)
    }
  }
  visit('', lock.workspaces['']?.dependencies)
  return [...found].sort()
}

function component(name: string, version: string, integrity?: string): Record<string, unknown> {
  const hash = integrity?.startsWith('sha512-')
    ? [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }]
    : []
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { type: 'library', 'bom-ref': purl, name, version, purl, hashes: hash }
}

export async function sbom(version: string): Promise<string> {
  const lock: Lock = Bun.JSONC.parse(await Bun.file(join(ROOT, 'bun.lock')).text()) as Lock
  // Several packages may have a copy of their own of the same version.
  const components = new Map<string, object>()
  for (const key of reachable(lock)) {
    const [named = '', , , integrity] = lock.packages[key] ?? []
    const at = named.lastIndexOf('@')
    components.set(named, component(named.slice(0, at), named.slice(at + 1), integrity))
  }
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', name: 'orderd', version } },
      components: [component('bun', Bun.version), ...components.values()],
    },
    null,
    2,
  )}\n`
}
