// Transactions of the thread that serves, on a writer in a thread of its own: statement by statement, with the
// same promises as in one thread.

import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseLost, DatabaseUnavailable, UniqueViolation } from '#db/errors.ts'
import type { Db, Tx } from '#db/port.ts'
import { openSqlite } from '#db/sqlite/database.ts'
import { prepareSqliteFile } from '#db/sqlite/file.ts'
import { refusalOf } from '../helpers/refusal.ts'

const THREAD = join(import.meta.dir, 'fixtures/answering-thread.ts')

const directories: string[] = []
const opened: Db[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

interface Opened {
  db: Db
  path: string
  send: NonNullable<Db['sendCall']>
}

async function open(onFatal: (error: DatabaseLost) => void = () => {}): Promise<Opened> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  directories.push(directory)
  const path = join(directory, 'orderd.db')
  prepareSqliteFile(path)
  const db = openSqlite({ path, durability: 'normal', onFatal })
  opened.push(db)
  await db.write((tx) => tx.script('CREATE TABLE notes (n INTEGER PRIMARY KEY, body TEXT) STRICT'))
  await db.startWriter?.(THREAD)()
  const send = db.sendCall
  if (send === null) throw new Error('the writer is in no thread')
  return { db, path, send }
}

const note = (tx: Tx, n: number, body = '') =>
  tx.run('INSERT INTO notes (n, body) VALUES ($1, $2)', [n, body])

const numbers = async (db: Db) =>
  (await db.read.all<{ n: number }>('SELECT n FROM notes ORDER BY n')).map(({ n }) => n)

describe('a transaction', () => {
  test('reads its own rows, and others see them after the commit', async () => {
    const { db } = await open()
    const commits: number[][] = []
    db.onCommit(() => void numbers(db).then((seen) => commits.push(seen)))
    const count = await db.write(async (tx) => {
      expect(await note(tx, 1)).toBe(1)
      await tx.script(`INSERT INTO notes VALUES (2, 'two'); INSERT INTO notes VALUES (3, NULL)`)
      expect(await tx.get<object>('SELECT * FROM notes WHERE n = $1', [2])).toEqual({
        n: 2,
        body: 'two',
      })
      expect(await tx.get('SELECT * FROM notes WHERE n = 9')).toBeNull()
      return (await tx.all('SELECT n FROM notes')).length
    })
    expect(count).toBe(3)
    expect(commits).toEqual([[1, 2, 3]])
  })

  test('that throws is rolled back and rejects with the same error', async () => {
    const { db } = await open()
    const error = new Error('refused')
    const refused = db.write(async (tx) => {
      await note(tx, 1)
      throw error
    })
    expect(await refusalOf(refused)).toBe(error)
    await db.write((tx) => note(tx, 2))
    expect(await numbers(db)).toEqual([2])
  })

  test('keeps the order in which it was asked for, among others and among calls', async () => {
    const { db, send } = await open()
    const order: string[] = []
    await Promise.all([
      send({ n: 1 }).then(() => order.push('call 1')),
      db.write((tx) => note(tx, 2)).then(() => order.push('transaction 2')),
      db.write((tx) => note(tx, 3)).then(() => order.push('transaction 3')),
      send({ n: 4 }).then(() => order.push('call 4')),
    ])
    expect(order).toEqual(['call 1', 'transaction 2', 'transaction 3', 'call 4'])
    expect(await numbers(db)).toEqual([1, 2, 3, 4])
  })

  test('a failed statement ends it, also where the work caught the error', async () => {
    const { db } = await open()
    await db.write((tx) => note(tx, 1))
    const caught = db.write(async (tx) => {
      await note(tx, 2)
      await note(tx, 1).catch(() => {})
    })
    const refusal = await refusalOf(caught)
    expect(refusal).toBeInstanceOf(UniqueViolation)
    expect((refusal as UniqueViolation).constraint).toContain('notes.n')
    expect(await numbers(db)).toEqual([1])
  })

  test('a work that awaits something else is rolled back as a bug, and holds up no other', async () => {
    const { db } = await open()
    let late: Promise<unknown> | undefined
    const wanderer = db.write(async (tx) => {
      await note(tx, 1)
      await new Promise((resolve) => setImmediate(resolve))
      late = note(tx, 2)
      await late
    })
    const never = refusalOf(db.write(() => new Promise(() => {})))
    expect((await refusalOf(wanderer)).message).toContain('awaited something else')
    expect((await never).message).toContain('awaited something else')
    await new Promise((resolve) => setImmediate(resolve))
    expect((await refusalOf(late ?? Promise.resolve())).message).toContain('is over')
    await db.write((tx) => note(tx, 3))
    expect(await numbers(db)).toEqual([3])
  })

  test('the database refuses a question from inside a work', async () => {
    const { db } = await open()
    const read = db.write(async (tx) => {
      await note(tx, 1)
      await db.read.all('SELECT 1')
    })
    expect((await refusalOf(read)).message).toContain('from inside a write')
    const nested = db.write(async (tx) => {
      await note(tx, 1)
      await db.write((inner) => note(inner, 2))
    })
    expect((await refusalOf(nested)).message).toContain('from inside a write')
    expect(await numbers(db)).toEqual([])
  })

  test('calls that wait for the disk take bounded memory: further ones are refused, and later ones are not', async () => {
    const { db, send } = await open()
    const body = 'x'.repeat(1024 * 1024)
    const small = Array.from({ length: 10_001 }, (_, i) => send({ n: i }))
    expect((await refusalOf(small.at(-1) as Promise<unknown>)).message).toContain('too many writes')
    expect(db.writesWaiting?.()).toBe(10_000)
    await Promise.all(small.slice(0, -1))
    const large = Array.from({ length: 40 }, (_, i) => send({ n: 20_000 + i, body }))
    const results = await Promise.allSettled(large)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(32)
    const refusals = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(DatabaseUnavailable)
    expect(db.writesWaiting?.()).toBe(0)
    await send({ n: 30_000, body })
  })

  test('a full disk is DatabaseUnavailable, and is written to again as soon as there is room', async () => {
    const { db, send } = await open()
    await db.write((tx) => tx.all('PRAGMA max_page_count = 10'))
    const filler = 'x'.repeat(100_000)
    for (const refused of [db.write((tx) => note(tx, 1, filler)), send({ n: 2, body: filler })]) {
      const refusal = await refusalOf(refused)
      expect(refusal).toBeInstanceOf(DatabaseUnavailable)
      expect(refusal).not.toBeInstanceOf(DatabaseLost)
    }
    await db.write((tx) => tx.all('PRAGMA max_page_count = 100000'))
    await db.write((tx) => note(tx, 1, filler))
    expect(await numbers(db)).toEqual([1])
  })
})

test('reads are answered while the thread is busy', async () => {
  const { db, send } = await open()
  let isAnswered = false
  const writing = send({ n: 1, busyMs: 500 }).then(() => {
    isAnswered = true
  })
  // The message leaves at the end of the turn.
  await new Promise((resolve) => setImmediate(resolve))
  for (let n = 0; n < 100; n++) {
    expect(await numbers(db)).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(isAnswered).toBe(false)
  await writing
  expect(await numbers(db)).toEqual([1])
})

test('a call that cannot be data is refused alone', async () => {
  const { db, send } = await open()
  expect((await refusalOf(send({ n: 1n }))).message).toContain('BigInt')
  await send({ n: 1 })
  expect(await numbers(db)).toEqual([1])
})

test('closing commits what is queued, refuses what comes later, and leaves one file', async () => {
  const { db, path, send } = await open()
  const queued = [send({ n: 1 }), db.write((tx) => note(tx, 2)), send({ n: 3 })]
  const closed = db.close()
  expect(await refusalOf(send({ n: 4 }))).toBeInstanceOf(DatabaseUnavailable)
  await Promise.all([...queued, closed])
  expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false])
  const again = openSqlite({ path, durability: 'normal' })
  opened.push(again)
  expect(await numbers(again)).toEqual([1, 2, 3])
})

test('writes go on while the writer moves', async () => {
  const { db, path } = await open()
  await db.close()
  const again = openSqlite({ path, durability: 'normal' })
  opened.push(again)
  const started = again.startWriter?.(THREAD)()
  const written: Promise<number>[] = []
  for (let n = 1; again.sendCall === null; n++) {
    written.push(again.write((tx) => note(tx, n)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all([started, ...written])
  await again.sendCall?.({ n: 0 })
  expect(await numbers(again)).toEqual([0, ...written.map((_, i) => i + 1)])
})

test('a thread that was started and not used ends with the database', async () => {
  const { db, path } = await open()
  await db.close()
  const again = openSqlite({ path, durability: 'normal' })
  again.startWriter?.(THREAD)
  await again.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test('a thread that ends refuses all callers and the database is lost with exit code 70', async () => {
  const { promise: lost, resolve } = Promise.withResolvers<DatabaseLost>()
  const { send } = await open(resolve)
  const refusal = await refusalOf(send({ n: 1, isFatal: true }))
  expect(refusal).toBeInstanceOf(DatabaseLost)
  expect((await lost).exitCode).toBe(70)
  expect(await refusalOf(send({ n: 2 }))).toBeInstanceOf(DatabaseUnavailable)
})
