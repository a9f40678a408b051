// What is SQLite's own: group commit, the whole batch's fate, and works that leave their turn.

import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import { openDatabase } from '#db/open.ts'
import type { Db, Tx } from '#db/port.ts'
import { openSqlite } from '#db/sqlite/database.ts'
import { prepareSqliteFile } from '#db/sqlite/file.ts'
import { refusalOf } from '../helpers/refusal.ts'

const directories: string[] = []
const opened: Db[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

function freshPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  directories.push(directory)
  return join(directory, 'orderd.db')
}

interface Options {
  path?: string
  maxBatch?: number
  onFatal?: (error: DatabaseLost) => void
}

async function open({ path = freshPath(), ...options }: Options = {}): Promise<Db> {
  prepareSqliteFile(path)
  const db = openSqlite({ path, durability: 'normal', ...options })
  opened.push(db)
  await db.write(async (tx) => {
    await tx.script(`
      CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE IF NOT EXISTS notes (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;`)
  })
  return db
}

const note = (tx: Tx, n: number, body = '') =>
  tx.run('INSERT INTO notes (n, body) VALUES ($1, $2)', [n, body])

const numbers = async (db: Db) =>
  (await db.read.all<{ n: number }>('SELECT n FROM notes ORDER BY n')).map(({ n }) => n)

const range = (length: number) => Array.from({ length }, (_, i) => i)

/** For what a timer does in its own time; gives up long before the test would. */
async function eventually(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 3_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it never came to be so')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('group commit', () => {
  test('what is asked in one turn shares one commit, in the order in which it was asked', async () => {
    const db = await open()
    let commits = 0
    db.onCommit(() => commits++)
    const seen = await Promise.all(
      range(100).map((n) =>
        db.write(async (tx) => {
          await note(tx, n)
          return (await tx.get<{ c: number }>('SELECT COUNT(*) AS c FROM notes'))!.c
        }),
      ),
    )
    expect(seen).toEqual(range(100).map((n) => n + 1))
    expect(commits).toBe(1)
  })

  test('a batch takes no more than maxBatch, and the rest follows in the next', async () => {
    const db = await open({ maxBatch: 8 })
    let commits = 0
    db.onCommit(() => commits++)
    await Promise.all(range(20).map((n) => db.write((tx) => note(tx, n))))
    expect(commits).toBe(3)
    expect(await numbers(db)).toEqual(range(20))
  })

  test('nobody is answered before the commit, not even who is refused', async () => {
    const db = await open()
    const order: string[] = []
    db.onCommit(() => order.push('commit'))
    const refused = db.write(async () => {
      throw new Error('refused')
    })
    await Promise.all([
      refused.catch(() => order.push('refused')),
      db.write((tx) => note(tx, 1)).then(() => order.push('kept')),
    ])
    expect(order).toEqual(['commit', 'refused', 'kept'])
  })

  test('readers see nothing of a batch that is still open', async () => {
    const path = freshPath()
    const [db, other] = [await open({ path }), await open({ path })]
    let seen: number[] | undefined
    await db.write(async (tx) => {
      await note(tx, 1)
      seen = await numbers(other)
    })
    expect(seen).toEqual([])
    expect(await numbers(other)).toEqual([1])
  })

  test('a refused work takes its own rows back and leaves those of its neighbours', async () => {
    const db = await open()
    const outcomes = await Promise.allSettled([
      db.write((tx) => note(tx, 1)),
      db.write(async (tx) => {
        await note(tx, 2)
        await tx.run('UPDATE notes SET body = $1 WHERE n = $2', ['stolen', 1])
        throw new Error('refused')
      }),
      db.write((tx) => note(tx, 3)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await db.read.all<object>('SELECT n, body FROM notes ORDER BY n')).toEqual([
      { n: 1, body: '' },
      { n: 3, body: '' },
    ])
  })
})

describe('how often a work runs', () => {
  const refuse = async (): Promise<never> => {
    throw new Error('refused')
  }

  async function runsBeside(db: Db, other: (tx: Tx) => Promise<unknown>): Promise<number> {
    let runs = 0
    await Promise.allSettled([
      db.write(async (tx) => {
        runs += 1
        await tx.run('UPDATE notes SET body = body || $1', ['.'])
      }),
      db.write(other),
      db.write(async () => {}),
    ])
    return runs
  }

  async function openWithNote(): Promise<Db> {
    const db = await open()
    await db.write((tx) => note(tx, 0))
    return db
  }

  const body = async (db: Db) =>
    (await db.read.get<{ body: string }>('SELECT body FROM notes WHERE n = 0'))!.body

  test('once beside one that is refused before it wrote', async () => {
    const db = await openWithNote()
    expect(await runsBeside(db, async (tx) => [await tx.get('SELECT 1'), await refuse()])).toBe(1)
    expect(await body(db)).toBe('.')
  })

  test('again beside one that is refused after it wrote, with the effect of once', async () => {
    const db = await openWithNote()
    const late = async (tx: Tx) => [await note(tx, 1), await refuse()]
    expect(await runsBeside(db, late)).toBe(2)
    expect(await body(db)).toBe('.')
    // Where one such came, more are looked for.
    expect(await runsBeside(db, late)).toBe(1)
    expect(await body(db)).toBe('..')
    expect(await numbers(db)).toEqual([0])
  })

  test('again beside one whose write was a RETURNING, or failed and was caught', async () => {
    const returning = await openWithNote()
    const insert = 'INSERT INTO notes (n, body) VALUES (1, $1) RETURNING n'
    expect(
      await runsBeside(returning, async (tx) => [await tx.get(insert, ['']), await refuse()]),
    ).toBe(2)
    const caught = await openWithNote()
    expect(
      await runsBeside(caught, async (tx) => {
        await note(tx, 1)
        await note(tx, 1).catch(() => {})
      }),
    ).toBe(2)
    for (const db of [returning, caught])
      expect([await body(db), await numbers(db)]).toEqual(['.', [0]])
  })
})

describe('a work that leaves its turn', () => {
  test('is rolled back as a bug, and its neighbours are kept', async () => {
    const db = await open()
    let late: Promise<unknown> | undefined
    const wanderer = db.write(async (tx) => {
      await note(tx, 2)
      await new Promise((resolve) => setImmediate(resolve))
      late = note(tx, 20)
      await late
    })
    const [first, bug, third] = await Promise.allSettled([
      db.write((tx) => note(tx, 1)),
      wanderer,
      db.write((tx) => note(tx, 3)),
    ])
    expect([first.status, third.status]).toEqual(['fulfilled', 'fulfilled'])
    const { reason } = bug as PromiseRejectedResult
    expect(reason.message).toContain('awaited something else')
    expect(reason).not.toBeInstanceOf(DatabaseUnavailable)
    expect(await numbers(db)).toEqual([1, 3])

    await new Promise((resolve) => setImmediate(resolve))
    expect((await refusalOf(late!)).message).toContain('this transaction is over')
    expect(await numbers(db)).toEqual([1, 3])
  })

  test('holds up nobody who comes while it is away', async () => {
    const db = await open()
    const never = db.write(() => new Promise(() => {})).catch((error: Error) => error.message)
    const stranger = new Promise((resolve) => setImmediate(resolve)).then(() =>
      db.write((tx) => note(tx, 1)),
    )
    expect(await stranger).toBe(1)
    expect(await never).toContain('awaited something else')
  })

  test('may wait for as many settled promises as it likes', async () => {
    const db = await open()
    await db.write(async (tx) => {
      for (const n of range(500)) {
        await Promise.all([note(tx, n), Promise.resolve()])
        await (async () => null)()
      }
    })
    expect(await numbers(db)).toEqual(range(500))
  })

  test('ends its snapshot too', async () => {
    const db = await open()
    const wanderer = db.snapshot(async (sql) => {
      await sql.get('SELECT 1')
      await Bun.sleep(1)
      return sql.get('SELECT 1')
    })
    expect((await refusalOf(wanderer)).message).toContain('awaited something else')
    await db.write((tx) => note(tx, 1))
    expect(await db.snapshot((sql) => sql.all('SELECT n FROM notes'))).toHaveLength(1)
  })
})

describe('a disk that is full', () => {
  const filler = 'x'.repeat(100_000)

  async function openAlmostFull(): Promise<Db> {
    const db = await open()
    await db.write(async (tx) => {
      const { page_count } = (await tx.get<{ page_count: number }>('PRAGMA page_count'))!
      await tx.all(`PRAGMA max_page_count = ${page_count + 10}`)
    })
    return db
  }

  test('refuses the whole batch, leaves none of it half done, and says 503 to all', async () => {
    const db = await openAlmostFull()
    let commits = 0
    db.onCommit(() => commits++)
    let wasRun = false
    const outcomes = await Promise.allSettled([
      db.write((tx) => note(tx, 1)),
      db.write((tx) => note(tx, 2, filler)),
      db.write(async () => {
        wasRun = true
      }),
    ])
    for (const outcome of outcomes)
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(DatabaseUnavailable)
    expect([wasRun, commits]).toEqual([false, 0])
    expect(await numbers(db)).toEqual([])
  })

  test('takes the batch with it even where SQLite took back the one statement only', async () => {
    const db = await openAlmostFull()
    const outcomes = await Promise.allSettled([
      db.write((tx) => note(tx, 1)),
      // Many rows under a constraint: SQLite keeps a journal for the statement alone.
      db.write((tx) =>
        tx.run(
          `WITH RECURSIVE r (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM r WHERE n < 200)
           INSERT INTO notes (n, body) SELECT n, $1 FROM r`,
          ['x'.repeat(2_000)],
        ),
      ),
      db.write((tx) => note(tx, 3)),
    ])
    for (const outcome of outcomes)
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(DatabaseUnavailable)
    expect(await numbers(db)).toEqual([])
  })

  test('cannot be hidden by a work that catches its error', async () => {
    const db = await openAlmostFull()
    const outcomes = await Promise.allSettled([
      db.write((tx) => note(tx, 1)),
      db.write((tx) => note(tx, 2, filler).catch(() => 'all is well')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('is written to again as soon as there is room', async () => {
    const db = await openAlmostFull()
    expect(await refusalOf(db.write((tx) => note(tx, 1, filler)))).toBeInstanceOf(
      DatabaseUnavailable,
    )
    await db.write((tx) => tx.all('PRAGMA max_page_count = 100000'))
    await db.write((tx) => note(tx, 1, filler))
    expect(await numbers(db)).toEqual([1])
  })
})

describe('a file that can no longer be believed', () => {
  test('a damaged page is 503 for who reads it, and told once with exit code 65', async () => {
    const path = freshPath()
    const before = await open({ path })
    await before.write(async (tx) => {
      for (const n of range(200)) await note(tx, n, 'x'.repeat(3_000))
    })
    await before.close()
    const bytes = readFileSync(path)
    bytes.fill(0xff, bytes.length / 2)
    writeFileSync(path, bytes)

    const { promise: told, resolve } = Promise.withResolvers<DatabaseLost>()
    const db = await openDatabase({ location: path, durability: 'normal', onFatal: resolve })
    opened.push(db)
    expect(await refusalOf(db.read.all('SELECT n, body FROM notes'))).toBeInstanceOf(
      DatabaseUnavailable,
    )
    expect((await told).exitCode).toBe(65)
    expect(await refusalOf(db.write((tx) => note(tx, 999)))).toBeInstanceOf(DatabaseUnavailable)
  })

  test('a failed write is 503 for the batch, exit code 70, and costs nothing acknowledged', async () => {
    const path = freshPath()
    await (await open({ path })).close()
    // A limit on the size of files makes the system refuse a write with EFBIG.
    const child = Bun.spawnSync([
      'sh',
      '-c',
      `trap '' XFSZ; ulimit -f 400; exec "$0" "$1" "$2"`,
      process.execPath,
      join(import.meta.dir, 'fixtures/write-until-refused.ts'),
      path,
    ])
    const told = JSON.parse(child.stdout.toString())
    expect(told).toMatchObject({ refusals: ['DatabaseLost', 'DatabaseLost'], exitCode: 70 })
    expect(told.acknowledged.length).toBeGreaterThan(0)
    expect(await numbers(await open({ path }))).toEqual(told.acknowledged)
  })
})

test('checkpoints bring the log into the file, so that it starts anew while in use', async () => {
  const path = freshPath()
  const db = await open({ path })
  for (const n of range(4)) {
    const before = statSync(path).mtimeMs
    await db.write((tx) => note(tx, n, 'x'.repeat(500_000)))
    await eventually(() => statSync(path).mtimeMs > before)
  }
  expect(statSync(path).size).toBeGreaterThan(2_000_000)
  expect(statSync(`${path}-wal`).size).toBeLessThan(1_000_000)
})

test('texts without number are run, each of them again too, though not all are kept', async () => {
  const db = await open()
  const ask = (n: number) => db.read.get<{ n: number }>(`SELECT ${n} AS n`)
  for (let n = 0; n < 2_500; n++) expect(await ask(n)).toEqual({ n })
  expect(await ask(0)).toEqual({ n: 0 })
  expect(await ask(2_499)).toEqual({ n: 2_499 })
})

test('closing refuses who waits for a long read, and leaves one whole file', async () => {
  const path = freshPath()
  const db = await open({ path })
  await db.longReads.all('SELECT n FROM notes')
  const refusal = refusalOf(
    db.longReads.all(
      `WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < 1000000)
       SELECT MAX(n) AS n FROM counting`,
    ),
  )
  await db.close()
  expect(await refusal).toBeInstanceOf(DatabaseUnavailable)
  expect(existsSync(`${path}-wal`)).toBe(false)
})
