// What is opened, and what is refused untouched.

import { Database } from 'bun:sqlite'
import { afterEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseRefused, DatabaseUnavailable } from '#db/errors.ts'
import { migrate } from '#db/migrate.ts'
import type { Migration } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import { refusalOf } from '../helpers/refusal.ts'

const directories: string[] = []

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

function freshPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  directories.push(directory)
  return join(directory, 'orderd.db')
}

const migrations: Migration[] = [
  { version: 1, name: 'notes', sql: 'CREATE TABLE notes (n BIGINT PRIMARY KEY, body TEXT);' },
]

async function writeNotes(path: string): Promise<void> {
  const db = await openDatabase({ location: path, durability: 'normal' })
  await migrate(db, migrations)
  await db.write(async (tx) => {
    for (let n = 0; n < 50; n++)
      await tx.run('INSERT INTO notes (n, body) VALUES ($1, $2)', [n, 'x'.repeat(1_000)])
  })
  await db.close()
}

/** The exit code it is refused with; the file must be as it was. */
async function refusal(path: string): Promise<{ exitCode: number; message: string }> {
  const before = readFileSync(path)
  const error = await refusalOf(openDatabase({ location: path, durability: 'full' }))
  expect(error).toBeInstanceOf(DatabaseRefused)
  expect(readFileSync(path).equals(before)).toBe(true)
  return error
}

test('where there is no file one is made, whole, and for its owner alone', async () => {
  const path = freshPath()
  const db = await openDatabase({ location: path, durability: 'full' })
  expect(statSync(path).size).toBeGreaterThan(0)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await db.close()
  expect(readdirSync(join(path, '..'))).toEqual(['orderd.db'])
})

test('what a process that was killed left behind is opened with all that it had committed', async () => {
  const path = freshPath()
  await writeNotes(path)
  const db = await openDatabase({ location: path, durability: 'normal' })
  await db.write((tx) => tx.run('INSERT INTO notes (n, body) VALUES ($1, $2)', [1_000, 'late']))
  // The files as they are at this moment are what a kill would leave.
  const copy = freshPath()
  for (const ending of ['', '-wal']) writeFileSync(copy + ending, readFileSync(path + ending))
  await db.close()

  const again = await openDatabase({ location: copy, durability: 'normal' })
  expect(await again.read.get<object>('SELECT body FROM notes WHERE n = 1000')).toEqual({
    body: 'late',
  })
  await again.close()
})

test('a draft that a killed process left is no obstacle', async () => {
  const path = freshPath()
  writeFileSync(`${path}.new`, 'half')
  const db = await openDatabase({ location: path, durability: 'normal' })
  await db.close()
  expect(existsSync(`${path}.new`)).toBe(false)
})

describe('refused with exit code 65', () => {
  test('an empty file, and one too short to be anything', async () => {
    for (const content of ['', 'SQLite format 3\0']) {
      const path = freshPath()
      writeFileSync(path, content)
      expect(await refusal(path)).toMatchObject({ exitCode: 65 })
    }
  })

  test('a file that is not SQLite', async () => {
    const path = freshPath()
    writeFileSync(path, 'id,total\n'.repeat(1_000))
    expect((await refusal(path)).message).toContain('not a SQLite database')
  })

  test('the database of another program', async () => {
    const path = freshPath()
    const foreign = new Database(path, { create: true })
    foreign.run('CREATE TABLE users (id INTEGER)')
    foreign.close()
    expect((await refusal(path)).message).toContain('not of orderd')
    expect(readdirSync(join(path, '..'))).toEqual(['orderd.db'])
  })

  test('a file that was cut off, between pages or within the last one', async () => {
    for (const lost of [8_192, 1_000]) {
      const path = freshPath()
      await writeNotes(path)
      truncateSync(path, statSync(path).size - lost)
      expect(await refusal(path)).toMatchObject({ exitCode: 65 })
    }
  })

  test('a schema that was overwritten', async () => {
    const path = freshPath()
    await writeNotes(path)
    const bytes = readFileSync(path)
    bytes.fill(0xff, 100, 4_096)
    writeFileSync(path, bytes)
    expect(await refusal(path)).toMatchObject({ exitCode: 65 })
  })

  test('a log whose file is gone, before anything is started anew', async () => {
    const path = freshPath()
    await writeNotes(path)
    renameSync(path, `${path}-wal`)
    const error = await refusalOf(openDatabase({ location: path, durability: 'full' }))
    expect(error).toBeInstanceOf(DatabaseRefused)
    expect(error.exitCode).toBe(65)
    expect(existsSync(path)).toBe(false)
  })
})

test('a place where no file can be is refused with exit code 78', async () => {
  const path = freshPath()
  for (const location of [join(path, '..'), join(path, 'deeper/orderd.db')]) {
    const error = await refusalOf(openDatabase({ location, durability: 'full' }))
    expect(error).toBeInstanceOf(DatabaseRefused)
    expect(error.exitCode).toBe(78)
  }
})

test('a server that is not there is unavailable at once', async () => {
  // Port 1 is nobody's.
  const location = 'postgres://postgres@127.0.0.1:1/orderd'
  const error = await refusalOf(openDatabase({ location, durability: 'full' }))
  expect(error).toBeInstanceOf(DatabaseUnavailable)
})
