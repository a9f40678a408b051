// A file system of its own for a shop: XFS in a file, whose power can be cut, or a small one in memory.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Volume {
  path: string
  /** What was not flushed is gone, and every later call fails. */
  cutPower(): void
  mountAgain(): void
  resize(megabytes: number): void
  remove(): void
}

const IMAGE_MB = 320

function sh(...command: string[]): void {
  const { success, stderr } = Bun.spawnSync(command, { stdout: 'ignore', stderr: 'pipe' })
  if (!success) throw new Error(`${command.join(' ')}: ${stderr.toString().trim()}`)
}

export function mountVolume(kind: 'xfs' | 'memory', megabytes = IMAGE_MB): Volume {
  const parent = mkdtempSync(join(tmpdir(), 'orderd-volume-'))
  const image = join(parent, 'image')
  const path = join(parent, 'mount')
  const mount = (): void =>
    kind === 'xfs'
      ? sh('mount', '-o', 'loop', image, path)
      : sh('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path)
  try {
    sh('mkdir', path)
    if (kind === 'xfs') {
      sh('truncate', '-s', `${megabytes}M`, image)
      sh('mkfs.xfs', '-q', image)
    }
    mount()
  } catch (error) {
    rmSync(parent, { recursive: true, force: true })
    throw error
  }
  return {
    path,
    cutPower: () => sh('xfs_io', '-x', '-c', 'shutdown', path),
    mountAgain() {
      sh('umount', path)
      mount()
    },
    resize: (size) => sh('mount', '-o', `remount,size=${size}m`, path),
    remove() {
      sh('umount', path)
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

/** The reason why such a volume cannot be had here; null where it can. */
export function whyNoVolume(kind: 'xfs' | 'memory'): string | null {
  try {
    const volume = mountVolume(kind)
    try {
      if (kind === 'xfs') volume.cutPower()
    } finally {
      volume.remove()
    }
    return null
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 160) : String(error)
  }
}
