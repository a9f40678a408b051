// The dashboard as files: built fully minified, apart from the server (whose names must stay), then
// compressed once and for all, with a manifest that says how each is served. Fails where the first
// load outgrows its budget. `bun run dashboard`.

import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const ROOT = join(import.meta.dir, '..')
export const DASHBOARD_DIR = join(ROOT, 'dist/dashboard')
const PUBLIC_PATH = '/dashboard/'
export const BUDGET_BYTES = 200 * 1024

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

interface Served {
  type: string
  etag: string
  /** Its name holds its hash: what is behind it never changes. */
  immutable: boolean
}

interface Built {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  gzip: Uint8Array<ArrayBuffer>
}

/** Apart from each other: a customer who follows a parcel loads nothing of the dashboard. */
const BUILDS = [['index.html'], ['track/track.ts', 'track/track.css']]
/** The server names these, so their names hold no hash. */
const ENTRIES: ReadonlySet<string> = new Set(['index.html', 'track.js', 'track.css'])

const build = (entries: readonly string[]) =>
  Bun.build({
    entrypoints: entries.map((entry) => join(ROOT, 'src/dashboard', entry)),
    target: 'browser',
    splitting: true,
    minify: true,
    publicPath: PUBLIC_PATH,
    naming: { entry: '[name].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
  })

export async function buildDashboard(): Promise<{ firstLoadBytes: number }> {
  const outputs = (await Promise.all(BUILDS.map(build))).flatMap((built) => built.outputs)
  const files = await Promise.all(
    outputs.map(async (output): Promise<Built> => {
      const bytes = new Uint8Array(await output.arrayBuffer())
      const name = output.path.replace(/^\.?\//, '')
      return { name, bytes, gzip: Bun.gzipSync(bytes, { level: 9 }) }
    }),
  )
  await write(files)
  return { firstLoadBytes: firstLoad(files) }
}

/**
 * All of it appears at once: a server that runs from source may be reading, and another process may
 * build at the same time. What is there already, file for file, is left in its place.
 */
async function write(files: readonly Built[]): Promise<void> {
  const dir = `${DASHBOARD_DIR}.new-${crypto.randomUUID()}`
  await mkdir(dir, { recursive: true })
  try {
    const manifest = await fill(dir, files)
    if (manifest !== (await manifestIn(DASHBOARD_DIR))) await putInPlace(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const MANIFEST = 'manifest.json'

/** null: nothing is built there. */
async function manifestIn(dir: string): Promise<string | null> {
  const file = Bun.file(join(dir, MANIFEST))
  return (await file.exists()) ? file.text() : null
}

async function fill(dir: string, files: readonly Built[]): Promise<string> {
  const served: Record<string, Served> = {}
  for (const { name, bytes, gzip } of files) {
    const type = TYPES[name.split('.').at(-1) ?? '']
    if (type === undefined) throw new Error(`no media type for ${name}`)
    const etag = Bun.hash(bytes).toString(36)
    served[name] = { type, etag, immutable: !ENTRIES.has(name) }
    const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    await Promise.all([
      Bun.write(join(dir, name), bytes),
      Bun.write(join(dir, `${name}.gz`), gzip),
      Bun.write(join(dir, `${name}.br`), br),
    ])
  }
  const manifest = JSON.stringify(served, null, 2)
  await Bun.write(join(dir, MANIFEST), manifest)
  return manifest
}

/** Another process may put its own there between the two renames; then it is moved away in turn. */
const TRIES = 5

async function putInPlace(dir: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    await moveAway()
    try {
      return await rename(dir, DASHBOARD_DIR)
    } catch (error) {
      if (tried === TRIES || !isTaken(error)) throw error
    }
  }
}

async function moveAway(): Promise<void> {
  const aside = `${DASHBOARD_DIR}.old-${crypto.randomUUID()}`
  try {
    await rename(DASHBOARD_DIR, aside)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))

/** The page and all that it names, and what that names without being asked to (`import()` is asked). */
function firstLoad(files: readonly Built[]): number {
  const byName = new Map(files.map((file) => [file.name, file]))
  const seen = new Set<Built>()
  const visit = (name: string): void => {
    const file = byName.get(name)
    if (file === undefined || seen.has(file)) return
    seen.add(file)
    const text = new TextDecoder().decode(file.bytes)
    const named = name.endsWith('.html') ? /["']\/dashboard\/([^"']+)["']/g : STATIC_IMPORT
    for (const [, found = ''] of text.matchAll(named)) visit(found)
  }
  visit('index.html')
  return [...seen].reduce((sum, { gzip }) => sum + gzip.byteLength, 0)
}

const STATIC_IMPORT = /(?:from|import)\s*["'](?:\/dashboard\/|\.\/)([^"']+)["']/g

if (import.meta.main) {
  const { firstLoadBytes } = await buildDashboard()
  const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`
  console.log(`dist/dashboard, first load ${kilobytes(firstLoadBytes)} gzip`)
  if (firstLoadBytes > BUDGET_BYTES) {
    console.error(`That is more than ${kilobytes(BUDGET_BYTES)}.`)
    process.exit(1)
  }
}
