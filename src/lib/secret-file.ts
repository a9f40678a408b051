// A secret that this installation made for itself: created once, kept in a 0600 file in a 0700
// directory, durable before it is used. Two first starts that race agree on one, since a complete
// file is linked into place and a link never replaces. Never writes over an existing secret.

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { randomToken } from './crypto.ts'

const BYTES = 48
const LENGTH_MIN = 32

/** Throws when the directory cannot be written, or the file is shorter than any we make. */
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
