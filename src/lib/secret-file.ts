// A secret of the installation in a 0600 file in a 0700 directory: created once, and synced before it is used.
// Two concurrent first starts agree on one: the complete file is linked into place, and a link does not replace
// a file.

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { randomToken } from './crypto.ts'

const BYTES = 48
const LENGTH_MIN = 32

/** Throws where the directory cannot be written, or the file is shorter than a secret. */
export function loadOrCreateSecret(dir: string, name: string): string {
  const path = join(dir, name)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (!fs.existsSync(path)) create(dir, path)
  const secret = fs.readFileSync(path, 'utf8').trim()
  if (secret.length < LENGTH_MIN) {
    throw new Error(`${path} holds no secret: restore it, or remove it to make a new one`)
  }
  return secret
}

function create(dir: string, path: string): void {
  const draft = `${path}.${randomToken(8)}`
  try {
    const file = fs.openSync(draft, 'wx', 0o600)
    try {
      fs.writeFileSync(file, `${randomToken(BYTES)}\n`)
      fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
    linkUnlessThere(draft, path)
  } finally {
    fs.rmSync(draft, { force: true })
  }
  syncDirectory(dir)
  syncDirectory(dirname(dir))
}

function linkUnlessThere(draft: string, path: string): void {
  try {
    fs.linkSync(draft, path)
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere) throw error
  }
}

/** A new name survives a power loss only when the directory that holds it was synced too. */
function syncDirectory(dir: string): void {
  const handle = fs.openSync(dir, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
