// Copies of a file in use, what is refused as one, and how one takes the place of the file.

import { Database } from 'bun:sqlite'
import { afterEach, describe, expect, test } from 'bun:test'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBackup, listBackups } from '#db/backup/backup.ts'
import { stage, swapIn } from '#db/backup/restore.ts'
import { openBackupThread } from '#db/backup/thread.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { DatabaseUnavailable } from '#db/errors.ts'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { appendTo, stockEvent } from '../helpers/log.ts'

const NOW = Date.UTC(2026, 10, 22, 15, 0, 0, 123)
const directories: string[] = []
const opened: Db[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
})

async function open(database: string): Promise<Db> {
  const db = await openDatabase({ location: database, durability: 'normal' })
  opened.push(db)
  return db
}

async function close(db: Db): Promise<void> {
  opened.splice(opened.indexOf(db), 1)
  await db.close()
}

/** An installation's file, open, with a few events in it. */
async function installation() {
  const path = mkdtempSync(join(tmpdir(), 'orderd-backup-'))
  directories.push(path)
  const database = join(path, 'orderd.db')
  const db = await open(database)
  await migrate(db)
  await ensureEpoch(db)
  await appendTo(db, [stockEvent('A'), stockEvent('B')])
  const backups = join(path, 'backups')
  const backup = (now = NOW) => createBackup({ database, directory: backups, kind: 'manual', now })
  return { path, database, backups, db, backup }
}

const codeOf = (action: () => unknown): number | undefined => {
  try {
    action()
  } catch (error) {
    return (error as { exitCode?: number }).exitCode
  }
  return undefined
}

describe('a backup', () => {
  test('is whole, private and under its own name only', async () => {
    const { backups, backup } = await installation()
    const made = backup()
    expect(made.verified).toMatchObject({ schema: MIGRATIONS.length, head: 2 })
    expect(made.verified.rows.events).toBe(2)
    expect(readdirSync(backups)).toEqual(['orderd-20261122-150000123-manual.db'])
    expect(statSync(backups).mode & 0o777).toBe(0o700)
    expect(statSync(made.path).mode & 0o777).toBe(0o600)
    expect(listBackups(backups)).toEqual([
      { path: made.path, name: made.name, kind: 'manual', created_at: NOW, bytes: made.bytes },
    ])
  })

  test('has all that was committed before it began, while writes go on', async () => {
    const { db, database, backups } = await installation()
    let written = 2
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        await appendTo(db, [stockEvent('C')])
        written += 1
      }
    })()
    for (let round = 0; round < 3; round++) {
      const before = written
      const request = { database, directory: backups, kind: 'scheduled', now: NOW + round } as const
      const made = await openBackupThread().create(request, new AbortController().signal)
      expect(made?.verified.head).toBeGreaterThanOrEqual(before)
      expect(made?.verified.rows.events).toBe(made?.verified.head ?? 0)
    }
    isOver = true
    await writing
    expect(listBackups(backups)).toHaveLength(3)
  })

  test('that fails leaves nothing behind, on a thread too', async () => {
    const { path, backups } = await installation()
    const request = {
      database: join(path, 'nothing.db'),
      directory: backups,
      kind: 'manual',
      now: NOW,
    } as const
    expect(() => createBackup(request)).toThrow()
    const { signal } = new AbortController()
    const failing = openBackupThread().create(request, signal)
    await expect(failing).rejects.toThrow('unable to open')
    // As on this thread: the disk or the file is away, which is no bug.
    await expect(failing).rejects.toBeInstanceOf(DatabaseUnavailable)
    expect(readdirSync(backups)).toEqual([])
  })

  test('is given up when the server stops', async () => {
    const { database, backups } = await installation()
    const stopping = new AbortController()
    const request = { database, directory: backups, kind: 'scheduled', now: NOW } as const
    const making = openBackupThread().create(request, stopping.signal)
    stopping.abort()
    expect(await making).toBeNull()
    expect(listBackups(backups)).toEqual([])
  })

  test('lists nothing where there is no directory, and no stranger', async () => {
    const { backups, backup } = await installation()
    expect(listBackups(backups)).toEqual([])
    backup()
    writeFileSync(join(backups, 'notes.txt'), '')
    writeFileSync(join(backups, 'orderd-20261122-150000123-stolen.db'), '')
    expect(listBackups(backups)).toHaveLength(1)
  })
})

describe('a file is refused', () => {
  test('where a page is damaged, its end is missing, or it is none', async () => {
    const { path, backup } = await installation()
    const { path: good } = backup()
    const bad = join(path, 'bad.db')
    const spoilt = (spoil: () => void) => {
      copyFileSync(good, bad)
      spoil()
      return codeOf(() => verifyFile(bad))
    }
    expect(spoilt(() => {})).toBeUndefined()
    expect(spoilt(() => truncateSync(bad, statSync(bad).size / 2))).toBe(65)
    expect(spoilt(() => truncateSync(bad, 0))).toBe(65)
    expect(spoilt(() => writeFileSync(bad, 'no database at all'.repeat(50)))).toBe(65)
    expect(
      spoilt(() => {
        const bytes = readFileSync(bad)
        bytes.fill(0x5a, 3 * 4096, 5 * 4096)
        writeFileSync(bad, bytes)
      }),
    ).toBe(65)
    expect(codeOf(() => verifyFile(join(path, 'absent.db')))).toBe(65)
  })

  test('where its log has a hole, its schema is newer, or it is of another application', async () => {
    const { path, backup } = await installation()
    const { path: good } = backup()
    const bad = join(path, 'bad.db')
    const changed = (statement: string) => {
      copyFileSync(good, bad)
      const database = new Database(bad)
      database.run(statement)
      database.close()
      return codeOf(() => verifyFile(bad))
    }
    expect(
      changed("INSERT INTO events (seq, id, type, at, body) VALUES (9, 'e', 't', 1, '{}')"),
    ).toBe(65)
    expect(changed("INSERT INTO migrations (version, name, applied_at) VALUES (999, 'n', 1)")).toBe(
      78,
    )
    expect(changed('PRAGMA application_id = 1')).toBe(65)
    expect(changed("INSERT INTO order_documents (n, rest, internal) VALUES (9, '{}', '{}')")).toBe(
      65,
    )
    expect(
      changed("INSERT INTO order_tags (tag, order_created_at, order_n) VALUES ('x', 1, 9)"),
    ).toBe(65)
  })
})

describe('a restore', () => {
  test('puts the copy in place and keeps the old file as it was', async () => {
    const { database, db, backup } = await installation()
    const { path: file } = backup()
    await appendTo(db, [stockEvent('C')])
    await close(db)
    const aside = swapIn(stage(file, database), database, NOW)
    expect(verifyFile(database).head).toBe(2)
    expect(aside).toBe(`${database}.replaced-20261122150000123`)
    expect(verifyFile(aside ?? '').head).toBe(3)
    expect(existsSync(file)).toBe(true)
  })

  test('never applies the log of the old file to the new one', async () => {
    const { path, database, db, backup } = await installation()
    const { path: file } = backup()
    // As a crash leaves it: commits that are in the log only, of a file that cannot be read any more.
    await appendTo(db, [stockEvent('C')])
    const crashed = { database: readFileSync(database), log: readFileSync(`${database}-wal`) }
    await close(db)
    crashed.database.fill(0, 0, 100)
    writeFileSync(database, crashed.database)
    writeFileSync(`${database}-wal`, crashed.log)

    const aside = swapIn(stage(file, database), database, NOW)
    expect(existsSync(`${database}-wal`)).toBe(false)
    expect(readFileSync(`${aside}-wal`).equals(crashed.log)).toBe(true)
    expect(verifyFile(database).head).toBe(2)
    expect(readdirSync(path).filter((name) => name.includes('restoring'))).toEqual([])
  })

  test('where nothing was, and over the remains of one that was cut off', async () => {
    const { path, database, db, backup } = await installation()
    const { path: file } = backup()
    await close(db)
    rmSync(database)
    writeFileSync(`${database}.restoring`, 'half a file')
    appendFileSync(`${database}.restoring-wal`, 'and its log')
    expect(swapIn(stage(file, database), database, NOW)).toBeNull()
    expect(verifyFile(database).head).toBe(2)
    expect(readdirSync(path).sort()).toEqual(['backups', 'orderd.db'])
  })
})

describe('before a schema changes', () => {
  const addition = {
    version: MIGRATIONS.length + 1,
    name: 'more',
    sql: 'CREATE TABLE more (n BIGINT);',
  }

  test('there is a backup of the one before', async () => {
    const { database, backups, db } = await installation()
    const migrations = [...MIGRATIONS, addition]
    const { done, backup } = await upgrade(db, { database, backups, migrations, now: () => NOW })
    expect(done.map(({ name }) => name)).toEqual(['more'])
    expect(backup).toMatchObject({ kind: 'migration', created_at: NOW })
    expect(verifyFile(backup?.path ?? '')).toMatchObject({ schema: MIGRATIONS.length, head: 2 })
  })

  test('what an older orderd overwrote leaves no bytes in the file', async () => {
    const { database, backups, db } = await installation()
    await close(db)
    const text = `canary${'x'.repeat(3_000)}`
    const raw = new Database(database)
    raw.run('PRAGMA secure_delete = OFF')
    raw.run('CREATE TABLE old (text TEXT)')
    for (let i = 0; i < 50; i++) raw.run('INSERT INTO old VALUES (?)', [text])
    raw.run('DROP TABLE old')
    raw.run('DELETE FROM migrations WHERE version > 15')
    raw.close()
    const bytesOf = (file: string) => readFileSync(file).toString('latin1')
    expect(bytesOf(database)).toContain('canary')
    const again = await open(database)
    const migrations = [
      ...MIGRATIONS.slice(0, 15),
      { version: 16, name: 'more', sql: 'CREATE TABLE more (n BIGINT);' },
    ]
    const { done, hasOldBytes } = await upgrade(again, { database, backups, migrations })
    expect([done.length, hasOldBytes]).toEqual([1, false])
    expect(bytesOf(database)).not.toContain('canary')
    expect(bytesOf(`${database}-wal`)).not.toContain('canary')
  })

  test('and none where nothing changes or nothing was there', async () => {
    const { path, database, backups, db } = await installation()
    expect((await upgrade(db, { database, backups })).backup).toBeNull()
    const fresh = join(path, 'fresh.db')
    const { done, backup } = await upgrade(await open(fresh), { database: fresh, backups })
    expect([done.length, backup]).toEqual([MIGRATIONS.length, null])
    expect(listBackups(backups)).toEqual([])
  })
})
