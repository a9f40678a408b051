// The port's contract, on both engines alike.

import { expect, test } from 'bun:test'
import { DatabaseUnavailable, UniqueViolation } from '#db/errors.ts'
import type { Migration } from '#db/migrations.ts'
import type { Tx } from '#db/port.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { refusalOf } from '../helpers/refusal.ts'

const migrations: Migration[] = [
  {
    version: 1,
    name: 'shelves',
    sql: `
      CREATE TABLE shelves (
        id TEXT COLLATE "C" PRIMARY KEY,
        amount BIGINT NOT NULL,
        is_open SMALLINT NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
        label TEXT UNIQUE
      );
      CREATE TABLE books (
        id TEXT PRIMARY KEY,
        shelf_id TEXT NOT NULL REFERENCES shelves (id)
      );`,
  },
]

const put = (tx: Tx, id: string, amount = 0, label: string | null = null) =>
  tx.run('INSERT INTO shelves (id, amount, label) VALUES ($1, $2, $3)', [id, amount, label])

const ids = async (sql: { all: Tx['all'] }) =>
  (await sql.all<{ id: string }>('SELECT id FROM shelves ORDER BY id')).map(({ id }) => id)

eachDatabase(({ open, location }) => {
  test('what was written is read as soon as the write has settled', async () => {
    const db = await open({ migrations })
    const value = await db.write(async (tx) => {
      await put(tx, 'a', 5, 'first')
      return tx.get<{ amount: number }>('SELECT amount FROM shelves WHERE id = $1', ['a'])
    })
    expect(value).toEqual({ amount: 5 })
    expect(await db.read.get('SELECT id, amount, is_open, label FROM shelves')).toEqual({
      id: 'a',
      amount: 5,
      is_open: 1,
      label: 'first',
    })
    expect(await db.read.get('SELECT id FROM shelves WHERE id = $1', ['b'])).toBeNull()
  })

  test('a work that throws leaves nothing and rejects with its own error', async () => {
    const db = await open({ migrations })
    const refusal = new Error('no room')
    const write = db.write(async (tx) => {
      await put(tx, 'a')
      throw refusal
    })
    expect(await refusalOf(write)).toBe(refusal)
    expect(await ids(db.read)).toEqual([])
  })

  test('of many writes at once only those that throw are lost', async () => {
    const db = await open({ migrations })
    const names = Array.from({ length: 60 }, (_, i) => `s${String(i).padStart(2, '0')}`)
    const outcomes = await Promise.allSettled(
      names.map((name, i) =>
        db.write(async (tx) => {
          await put(tx, name, i)
          if (i % 3 === 0) throw new Error('refused')
          return i
        }),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(
      names.map((_, i) => (i % 3 === 0 ? 'rejected' : 'fulfilled')),
    )
    expect(await ids(db.read)).toEqual(names.filter((_, i) => i % 3 !== 0))
  })

  test('a unique constraint says so by its name, and quotes no row', async () => {
    const db = await open({ migrations })
    await db.write((tx) => put(tx, 'a', 1, 'secret-label'))
    const error = await refusalOf(db.write((tx) => put(tx, 'b', 1, 'secret-label')))
    expect(error).toBeInstanceOf(UniqueViolation)
    expect(error.constraint).toMatch(/label/)
    expect(Bun.inspect(error)).not.toContain('secret-label')
    const sameKey = await refusalOf(db.write((tx) => put(tx, 'a')))
    expect(sameKey).toBeInstanceOf(UniqueViolation)
  })

  test('a statement that failed dooms its work even when the error was caught', async () => {
    const db = await open({ migrations })
    const write = db.write(async (tx) => {
      await put(tx, 'a')
      await put(tx, 'a').catch(() => {})
      const further = await put(tx, 'b').catch((error) => error)
      expect(further).toBeInstanceOf(UniqueViolation)
      return 'done'
    })
    expect(await refusalOf(write)).toBeInstanceOf(UniqueViolation)
    expect(await ids(db.read)).toEqual([])
  })

  test('a foreign key is a refusal of that work alone', async () => {
    const db = await open({ migrations })
    const orphan = db.write((tx) =>
      tx.run('INSERT INTO books (id, shelf_id) VALUES ($1, $2)', ['b', 'nowhere']),
    )
    const [refused, kept] = await Promise.allSettled([orphan, db.write((tx) => put(tx, 'a'))])
    expect(refused?.status).toBe('rejected')
    expect(kept?.status).toBe('fulfilled')
    expect(await ids(db.read)).toEqual(['a'])
  })

  test('a statement after the end of its work is refused', async () => {
    const db = await open({ migrations })
    let kept: Tx | undefined
    await db.write(async (tx) => {
      kept = tx
    })
    expect((await refusalOf(kept!.run('DELETE FROM shelves'))).message).toContain(
      'this transaction is over',
    )
    let late: Promise<string[]> | undefined
    await db.snapshot(async (sql) => {
      late = Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => Promise.resolve())
        .then(() => Promise.resolve())
        .then(() => new Promise((resolve) => setImmediate(resolve)))
        .then(() => ids(sql))
    })
    expect((await refusalOf(late!)).message).toContain('over')
  })

  test('a write, a read or a snapshot inside a write is a bug that shows', async () => {
    const db = await open({ migrations })
    const doors = [
      () => db.write(async () => 1),
      () => db.read.get('SELECT 1'),
      () => db.read.all('SELECT 1'),
      () => db.snapshot(async () => 1),
    ]
    for (const door of doors) {
      const error = await db
        .write<unknown>(async () => door())
        .then(
          () => new Error('let in'),
          (e: Error) => e,
        )
      expect(error.message).toContain('inside a write')
      expect(error).not.toBeInstanceOf(DatabaseUnavailable)
    }
    expect(await db.write(async () => 'still fine')).toBe('still fine')
  })

  test('integers come back exactly up to 2^53 - 1, and never come back changed', async () => {
    const db = await open({ migrations })
    const largest = Number.MAX_SAFE_INTEGER
    await db.write(async (tx) => {
      await put(tx, 'a', largest)
      await put(tx, 'b', -largest)
    })
    expect(await db.read.all('SELECT amount FROM shelves ORDER BY id')).toEqual([
      { amount: largest },
      { amount: -largest },
    ])
    expect(await db.read.get('SELECT id FROM shelves WHERE amount = $1', [largest])).toEqual({
      id: 'a',
    })
    await db.write((tx) => tx.run('UPDATE shelves SET amount = amount + 2 WHERE id = $1', ['a']))
    expect(
      (await refusalOf(db.read.get('SELECT amount FROM shelves WHERE id = $1', ['a']))).message,
    ).toContain('2^53')
    expect((await refusalOf(db.read.all('SELECT amount FROM shelves'))).message).toContain('2^53')
  })

  test('a parameter that no column can hold exactly is refused', async () => {
    const db = await open({ migrations })
    const fromUntyped = [undefined, true, {}] as unknown as number[]
    const impossible = [2 ** 53, -(2 ** 53), 0.5, Number.NaN, Number.POSITIVE_INFINITY]
    for (const value of [...impossible, ...fromUntyped]) {
      expect(
        (await refusalOf(db.write((tx) => tx.run('UPDATE shelves SET amount = $1', [value]))))
          .message,
      ).toContain('parameter $1')
      expect(
        (await refusalOf(db.read.get('SELECT id FROM shelves WHERE amount = $1', [value]))).message,
      ).toContain('$1')
    }
    expect(await ids(db.read)).toEqual([])
  })

  test('parameters are taken by their number, not by where they stand', async () => {
    const db = await open({ migrations })
    await db.write((tx) =>
      tx.run(`INSERT INTO shelves (label, amount, id) VALUES ('$1', $2, $1)`, ['a', 7]),
    )
    expect(
      await db.read.get(
        'SELECT id, label FROM shelves WHERE amount > $2 AND amount >= $2 AND id = $1',
        ['a', 6],
      ),
    ).toEqual({ id: 'a', label: '$1' })
  })

  test('counts are numbers, truths are 1 and 0, and run tells the rows it changed', async () => {
    const db = await open({ migrations })
    const changed = await db.write(async (tx) => {
      for (const id of ['a', 'b', 'c']) await put(tx, id, 1)
      return [
        await tx.run('UPDATE shelves SET amount = $1 WHERE id <> $2', [2, 'a']),
        await tx.run('UPDATE shelves SET amount = $1 WHERE id = $2', [2, 'zz']),
        await tx.run('INSERT INTO shelves (id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
          'a',
          1,
        ]),
      ]
    })
    expect(changed).toEqual([2, 0, 0])
    expect(
      await db.read.get<object>(
        `SELECT COUNT(*) AS n, CAST(SUM(amount) AS BIGINT) AS total,
                EXISTS (SELECT 1 FROM books) AS has_books, NULL AS absent
         FROM shelves`,
      ),
    ).toEqual({ n: 3, total: 5, has_books: 0, absent: null })
  })

  test('a locked row loses no update', async () => {
    const db = await open({ migrations })
    await db.write((tx) => put(tx, 'a', 0))
    await Promise.all(
      Array.from({ length: 20 }, () =>
        db.write(async (tx) => {
          await tx.lock('shelves', 'id', 'a')
          await tx.lock('shelves', 'id', 'absent')
          const row = await tx.get<{ amount: number }>('SELECT amount FROM shelves WHERE id = $1', [
            'a',
          ])
          await tx.run('UPDATE shelves SET amount = $1 WHERE id = $2', [row!.amount + 1, 'a'])
        }),
      ),
    )
    expect(await db.read.get<object>('SELECT amount FROM shelves')).toEqual({ amount: 20 })
  })

  test('a snapshot sees one moment while others write, and the next one sees what they wrote', async () => {
    const where = await location(migrations)
    const [db, other] = [await open({ location: where }), await open({ location: where })]
    const total = 'SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total FROM shelves'
    const writers = Array.from({ length: 30 }, (_, i) => other.write((tx) => put(tx, `s${i}`, 1)))
    const looks = Array.from({ length: 30 }, () =>
      db.snapshot(async (sql) => {
        const first = await sql.get(total)
        await sql.all('SELECT id FROM shelves')
        return [first, await sql.get(total)]
      }),
    )
    for (const [first, second] of await Promise.all(looks)) expect(first).toEqual(second)
    await Promise.all(writers)
    expect(await db.snapshot((sql) => sql.get<object>(total))).toEqual({ total: 30 })
  })

  test('a snapshot cannot write', async () => {
    const db = await open({ migrations })
    const write = db.snapshot((sql) => sql.all(`INSERT INTO shelves (id, amount) VALUES ('a', 1)`))
    expect(await refusalOf(write)).toBeInstanceOf(Error)
    expect(await ids(db.read)).toEqual([])
  })

  test('listeners hear of a commit before its caller does', async () => {
    const db = await open({ migrations })
    const heard: string[] = []
    db.onCommit(() => heard.push('commit'))
    await db.write((tx) => put(tx, 'a')).then(() => heard.push('caller'))
    expect(heard).toEqual(['commit', 'caller'])
  })

  test('closing lets in what was asked before and refuses what comes after', async () => {
    const where = await location(migrations)
    const db = await open({ location: where })
    const before = [db.write((tx) => put(tx, 'a')), db.write((tx) => put(tx, 'b'))]
    const closed = db.close()
    const after = await refusalOf(db.write((tx) => put(tx, 'c')))
    expect(after).toBeInstanceOf(DatabaseUnavailable)
    await Promise.all(before)
    await closed
    expect(await refusalOf(db.read.get('SELECT 1'))).toBeInstanceOf(DatabaseUnavailable)
    const again = await open({ location: where })
    expect(await ids(again.read)).toEqual(['a', 'b'])
  })

  test('a long read sees what was written, and keeps nobody else waiting', async () => {
    const db = await open({ migrations })
    await db.write((tx) => put(tx, 'a', 7))
    const ended: string[] = []
    const long = db.longReads
      .get<{ n: number }>(
        `WITH RECURSIVE counting (n) AS (
           SELECT amount FROM shelves UNION ALL SELECT n + 1 FROM counting WHERE n < 300000
         )
         SELECT CAST(MAX(n) AS BIGINT) AS n FROM counting WHERE n > $1`,
        [8],
      )
      .then((row) => {
        ended.push('long')
        return row
      })
    await db.write((tx) => put(tx, 'b'))
    expect(await ids(db.read)).toEqual(['a', 'b'])
    ended.push('short')
    expect(await long).toEqual({ n: 300_000 })
    expect(ended).toEqual(['short', 'long'])
    expect(await ids(db.longReads)).toEqual(['a', 'b'])
  })

  test('a long read that fails says so, and the next one is answered', async () => {
    const db = await open({ migrations })
    expect(await refusalOf(db.longReads.all('SELECT nothing FROM nowhere'))).toBeInstanceOf(Error)
    expect(await db.longReads.all('SELECT id FROM shelves')).toEqual([])
    const late = db.longReads
    await db.close()
    expect(await refusalOf(late.all('SELECT id FROM shelves'))).toBeInstanceOf(DatabaseUnavailable)
  })
})
