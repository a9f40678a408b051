// Off-site copies of backups, in a directory and in a bucket: what is copied, what is kept there, and what
// happens while the target cannot be reached.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backup, listBackups, removeBackup } from '#db/backup/backup.ts'
import { createMirror } from '#db/backup/mirror.ts'
import { type Offsite, openOffsite } from '#db/backup/offsite.ts'
import { backupTarget } from '#lib/backup-target.ts'
import { createLog } from '#lib/log.ts'
import { type Bucket, openBucket } from '../helpers/bucket.ts'

const NOON = Date.UTC(2026, 10, 22, 12)
const HOUR_MS = 60 * 60_000
const MIB = 1024 * 1024
const root = mkdtempSync(join(tmpdir(), 'orderd-offsite-'))
const never = new AbortController().signal
let bucket: Bucket
let count = 0

beforeAll(async () => {
  bucket = await openBucket()
})

afterAll(async () => {
  await bucket.close()
  rmSync(root, { recursive: true, force: true })
})

const fresh = (): string => {
  count += 1
  return join(root, String(count))
}

function offsiteAt(text: string): Offsite {
  const target = backupTarget(text)
  if (target === null) throw new Error(`no target: ${text}`)
  return openOffsite(target)
}

/** Files under the names of backups; the mirror looks at names and sizes alone. */
function shelf() {
  const directory = fresh()
  mkdirSync(directory)
  const logged: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => logged.push(line) })
  return {
    directory,
    logged,
    log,
    list: () => listBackups(directory),
    /** Of the hour after noon. */
    put(hour: number, kind = 'manual', bytes = Buffer.from(`the backup of ${hour}`)): Backup {
      const stamp = new Date(NOON + hour * HOUR_MS).toISOString().replace(/\D/g, '')
      const name = `orderd-${stamp.slice(0, 8)}-${stamp.slice(8)}-${kind}.db`
      writeFileSync(join(directory, name), bytes)
      const made = listBackups(directory).find((backup) => backup.name === name)
      if (made === undefined) throw new Error(`not a backup: ${name}`)
      return made
    },
  }
}

const TARGETS = {
  'a directory': () => fresh(),
  'a bucket': () => {
    count += 1
    return bucket.url(`shops/${count}`)
  },
}

describe.each(Object.keys(TARGETS) as (keyof typeof TARGETS)[])('%s', (kind) => {
  const place = () => offsiteAt(TARGETS[kind]())

  test('every backup is copied, the newest first, and comes back byte by byte', async () => {
    const offsite = place()
    const { put, list, log } = shelf()
    // More than one part of an upload.
    const large = Buffer.alloc(17 * MIB, 'ab12')
    const [old, young] = [put(1, 'migration', large), put(2)]
    const mirror = createMirror({ offsite, list, keep: 7, log })
    expect(mirror.state()).toMatchObject({ newestAt: null, failure: null })
    expect(await mirror.pass(NOON, never)).toBe(true)
    expect([...mirror.state().copies]).toEqual([young.name])
    expect(await mirror.pass(NOON, never)).toBe(false)
    expect(await offsite.list()).toEqual(
      [young, old].map(({ name, kind, created_at, bytes }) => ({ name, kind, created_at, bytes })),
    )
    expect(mirror.state().newestAt).toBe(young.created_at)
    const to = fresh()
    await offsite.fetch(old.name, to)
    expect(readFileSync(to).equals(large)).toBe(true)
    expect(statSync(to).mode & 0o777).toBe(0o600)
  })

  test('of the scheduled ones as many are kept as here, of the others all', async () => {
    const offsite = place()
    const { put, list, log } = shelf()
    const mirror = createMirror({ offsite, list, keep: 2, log })
    for (const hour of [1, 2, 3, 4]) {
      put(hour, 'scheduled')
      for (const old of list()
        .filter((backup) => backup.kind === 'scheduled')
        .slice(2))
        removeBackup(old)
      while (await mirror.pass(NOON, never));
    }
    const manual = put(5)
    await mirror.pass(NOON, never)
    // Removed here by a person: its copy stays.
    removeBackup(manual)
    await mirror.pass(NOON + HOUR_MS, never)
    expect((await offsite.list()).map(({ kind, created_at }) => [kind, created_at])).toEqual([
      ['manual', NOON + 5 * HOUR_MS],
      ['scheduled', NOON + 4 * HOUR_MS],
      ['scheduled', NOON + 3 * HOUR_MS],
    ])
  })

  test('a new process copies only what is missing, and again what is cut off', async () => {
    const offsite = place()
    const { put, list, log, logged } = shelf()
    const backup = put(1)
    const pass = () => createMirror({ offsite, list, keep: 7, log }).pass(NOON, never)
    await pass()
    expect(logged).toHaveLength(1)
    await pass()
    expect(logged).toHaveLength(1)
    writeFileSync(backup.path, 'longer than what was there')
    await pass()
    expect(logged).toHaveLength(2)
    expect((await offsite.list())[0]?.bytes).toBe(26)
  })

  test('a pass that is stopped leaves no copy, and is no failure', async () => {
    const offsite = place()
    const { put, list, log, logged } = shelf()
    put(1, 'manual', Buffer.alloc(17 * MIB))
    const mirror = createMirror({ offsite, list, keep: 7, log })
    const stopping = new AbortController()
    const passed = mirror.pass(NOON, stopping.signal)
    stopping.abort()
    expect(await passed).toBe(false)
    expect(await offsite.list()).toEqual([])
    expect([mirror.state().failure, logged]).toEqual([null, []])
  })
})

test('a target out of reach is told once, tried each minute, and caught up with', async () => {
  const { put, list, log, logged } = shelf()
  put(1)
  let isDown = true
  let calls = 0
  const real = offsiteAt(fresh())
  const offsite: Offsite = {
    ...real,
    list: async () => {
      calls += 1
      if (isDown) throw new Error('the bucket is away')
      return real.list()
    },
  }
  const mirror = createMirror({ offsite, list, keep: 7, log })
  for (const second of [0, 10, 20, 60, 70]) await mirror.pass(NOON + second * 1_000, never)
  expect(calls).toBe(2)
  expect(mirror.state().failure).toBe('the bucket is away')
  expect(logged.map((line) => JSON.parse(line).level)).toEqual(['error'])
  isDown = false
  await mirror.pass(NOON + 120_000, never)
  expect(mirror.state()).toMatchObject({ failure: null, newestAt: NOON + HOUR_MS })
  expect(logged.at(-1)).toContain('backups are copied again')
})

test('a draft that a dead process left in a directory is removed, one of today is not', async () => {
  const directory = fresh()
  mkdirSync(directory)
  const [dead, live] = ['dead', 'live'].map((name) => join(directory, `${name}.partial`))
  for (const draft of [dead, live]) writeFileSync(draft!, 'half')
  utimesSync(dead!, new Date(0), new Date(0))
  const { put } = shelf()
  await offsiteAt(directory).put(put(1), never)
  expect(Bun.spawnSync(['ls', directory]).stdout.toString()).toMatch(/^live.partial\norderd-.*\n$/)
})

test('a bucket that is not there is a failure with its name', async () => {
  const offsite = offsiteAt(bucket.url().replace('@shop-backups', '@none'))
  await expect(offsite.put(shelf().put(1), never)).rejects.toThrow('bucket does not exist')
})
