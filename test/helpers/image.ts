// The container image, really built from the Dockerfile by buildah, with base images made on this machine under the
// names that the Dockerfile has: no registry is asked. It needs root, buildah and debootstrap.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')
/** Base images are kept there from one run to the next. */
const CACHE = join(ROOT, 'node_modules/.cache/orderd-image')
const TOOLS = ['buildah', 'debootstrap', 'unshare', 'setpriv', 'mount']
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt'

/** The reason why no image can be built here; null where one can. */
export function imageObstacle(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux'
  const missing = TOOLS.filter((tool) => Bun.which(tool) === null)
  return missing.length === 0 ? null : `it needs ${missing.join(', ')}`
}

/** Throws with what it wrote to standard error where the command fails. */
export function run(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd: ROOT })
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr.toString().slice(-2_000)}`)
  return stdout.toString().trim()
}

const buildah = (...args: readonly string[]): string =>
  run([
    ...['buildah', '--root', join(CACHE, 'storage'), '--runroot', join(CACHE, 'run')],
    ...['--storage-driver', 'vfs', ...args],
  ])

/** Has a shell, Bun and the certificate authorities of this machine, for a registry behind a proxy. */
function makeBuildBase(name: string): void {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-base-'))
  try {
    run(['debootstrap', '--variant=minbase', 'bookworm', directory])
    run(['cp', '-L', process.execPath, join(directory, 'usr/local/bin/bun')])
    if (existsSync(AUTHORITIES)) run(['cp', '-L', '--parents', AUTHORITIES, directory])
    const path = 'PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'
    makeImage(name, directory, [path, `NODE_EXTRA_CA_CERTS=${AUTHORITIES}`])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** What distroless images have besides certificates and time zones. */
function makeStaticBase(name: string): void {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-base-'))
  try {
    for (const folder of ['etc', 'tmp']) mkdirSync(join(directory, folder))
    const users = ['root:x:0:0:root:/root:/', 'nonroot:x:65532:65532:nonroot:/home/nonroot:/']
    writeFileSync(join(directory, 'etc/passwd'), `${users.join('\n')}\n`)
    makeImage(name, directory, [])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function makeImage(name: string, directory: string, env: readonly string[]): void {
  const container = buildah('from', 'scratch')
  buildah('add', '--quiet', container, directory, '/')
  for (const setting of env) buildah('config', '--env', setting, container)
  buildah('commit', '--quiet', '--rm', container, name)
}

const isThere = (name: string): boolean =>
  buildah('images', '--format', '{{.Name}}:{{.Tag}}').split('\n').includes(name)

export interface Image {
  /** Its root file system. */
  root: string
  config: {
    User: string
    Entrypoint: string[]
    Cmd: string[]
    Env: string[]
    StopSignal: string
    Volumes: Record<string, object>
    Healthcheck?: { Test: string[] }
  }
  remove(): void
}

/** Takes about a minute for the first time, and ten seconds then. */
export async function buildImage(): Promise<Image> {
  mkdirSync(CACHE, { recursive: true })
  const dockerfile = await Bun.file(join(ROOT, 'Dockerfile')).text()
  const [build = '', base = ''] = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name)
  const buildBase = `docker.io/${build}`
  if (!isThere(buildBase)) makeBuildBase(buildBase)
  if (!isThere(base)) makeStaticBase(base)
  buildah(
    ...['build', '--isolation', 'chroot', '--network', 'host', '--pull=never', '--no-cache'],
    ...['--format', 'docker', '--tag', 'localhost/orderd', '.'],
  )
  const container = buildah('from', '--pull=never', 'localhost/orderd')
  const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/orderd'))
  return {
    root: buildah('mount', container),
    config: Docker.config,
    remove() {
      buildah('rm', container)
      buildah('rmi', 'localhost/orderd')
    },
  }
}
