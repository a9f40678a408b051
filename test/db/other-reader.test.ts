// A file that another program reads: what was written since stays in its log, so that the file itself
// is shorter than the database. It is whole all the same; one whose end is gone is not.

import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stage, swapIn } from '#db/backup/restore.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { DatabaseRefused } from '#db/errors.ts'
import { migrate } from '#db/migrate.ts'
import type { Migration } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { type OtherReader, readElsewhere } from '../helpers/other-reader.ts'
import { refusalOf } from '../helpers/refusal.ts'

const directories: string[] = []
const readers: OtherReader[] = []

afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.end()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

const migrations: Migration[] = [
  { version: 1, name: 'notes', sql: 'CREATE TABLE notes (n BIGINT PRIMARY KEY, body TEXT);' },
]
const PAGES = 200

function freshPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-reader-'))
  directories.push(directory)
  return join(directory, 'orderd.db')
}

const open = (path: string): Promise<Db> => openDatabase({ location: path, durability: 'normal' })

/** A page each, more or less. */
const writeNotes = (db: Db, from: number) =>
  db.write(async (tx) => {
    for (let n = from; n < from + PAGES; n++)
      await tx.run('INSERT INTO notes (n, body) VALUES ($1, $2)', [n, 'x'.repeat(3_000)])
  })

const count = async (db: Db) =>
  (await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM notes'))?.n

async function readFrom(path: string): Promise<OtherReader> {
  const reader = await readElsewhere(path)
  readers.push(reader)
  return reader
}

/** Closed while another reads: half of the notes are in its log only. */
async function leftInLog(): Promise<string> {
  const path = freshPath()
  const first = await open(path)
  await migrate(first, migrations)
  await writeNotes(first, 0)
  await first.close()
  await readFrom(path)
  const db = await open(path)
  await writeNotes(db, PAGES)
  await db.close()
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(PAGES * 3_000)
  return path
}

test('it is opened, written and closed, again and again, and nothing of it is lost', async () => {
  const path = await leftInLog()
  for (let round = 2; round < 4; round++) {
    const db = await open(path)
    expect(await count(db)).toBe(round * PAGES)
    await writeNotes(db, round * PAGES)
    await db.close()
  }
  await readers.pop()?.end()
  const db = await open(path)
  expect(await count(db)).toBe(4 * PAGES)
  await db.close()
  expect(statSync(path).size).toBeGreaterThan(4 * PAGES * 3_000)
})

test('a checkpoint that a reader was in the way of is made up for when the reader is gone', async () => {
  const path = freshPath()
  const db = await open(path)
  await migrate(db, migrations)
  await writeNotes(db, 0)
  const reader = await readFrom(path)
  await writeNotes(db, PAGES)
  // Three pauses of a tenth of a second, in each of which it tries.
  await Bun.sleep(350)
  const inTheWay = statSync(path).size
  readers.pop()
  await reader.end()
  // Nothing is written any more: the next pause brings the rest in.
  const deadline = Date.now() + 5_000
  while (statSync(path).size < inTheWay + PAGES * 3_000 && Date.now() < deadline) await Bun.sleep(5)
  expect(statSync(path).size).toBeGreaterThan(2 * PAGES * 3_000)
  await db.close()
})

test('where its end is cut off it is refused with 65, with and without a reader', async () => {
  const path = await leftInLog()
  const cut = freshPath()
  // As a copy that broke off: the log is there, but the pages from before it are not.
  writeFileSync(cut, readFileSync(path))
  writeFileSync(`${cut}-wal`, readFileSync(`${path}-wal`))
  truncateSync(cut, statSync(cut).size - 20 * 4_096)
  for (const isRead of [false, true]) {
    if (isRead) await readFrom(cut)
    const error = await refusalOf(open(cut))
    expect(error).toBeInstanceOf(DatabaseRefused)
    expect([error.exitCode, error.message]).toEqual([65, expect.stringContaining('is damaged')])
  }
})

test('it is put aside by a restore with its log, and comes back from there whole', async () => {
  const path = await leftInLog()
  const other = freshPath()
  const empty = await open(other)
  await migrate(empty, migrations)
  await empty.close()

  const aside = swapIn(stage(other, path), path, 0) ?? ''
  const restored = await open(path)
  expect(await count(restored)).toBe(0)
  await restored.close()
  await readers.pop()?.end()

  const again = swapIn(stage(aside, path), path, 1)
  expect(again).not.toBeNull()
  const back = await open(path)
  expect(await count(back)).toBe(2 * PAGES)
  await back.close()
  expect(verifyFile(aside).schema).toBe(1)
})
