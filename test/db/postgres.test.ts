// What is PostgreSQL's own: conflicts tried again, connections that go, a server that freezes.

import { afterEach, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { SQL } from 'bun'
import { DatabaseRefused, DatabaseUnavailable, LockTimeout } from '#db/errors.ts'
import { migrate } from '#db/migrate.ts'
import type { Migration } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import type { Db, Tx } from '#db/port.ts'
import { openPostgres } from '#db/postgres/database.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { postgresServer } from '../helpers/postgres-server.ts'
import { refusalOf } from '../helpers/refusal.ts'

const migrations: Migration[] = [
  {
    version: 1,
    name: 'counters',
    sql: `CREATE TABLE counters (id TEXT PRIMARY KEY, n BIGINT NOT NULL CHECK (n < 1000));
          INSERT INTO counters (id, n) VALUES ('a', 0), ('b', 0);`,
  },
]

const add = (tx: Tx, id: string) => tx.run('UPDATE counters SET n = n + 1 WHERE id = $1', [id])

const counts = async (db: Db) =>
  (await db.read.all<{ n: number }>('SELECT n FROM counters ORDER BY id')).map(({ n }) => n)

/** Resolves for everybody once `parties` have come. */
function rendezvous(parties: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let here = 0
  return () => {
    here += 1
    if (here === parties) resolve()
    return promise
  }
}

eachDatabase(({ name, location }) => {
  if (name !== 'postgres') return

  const opened: Db[] = []
  afterEach(async () => {
    for (const db of opened.splice(0)) await db.close()
  })

  async function open(options: { maxConnections?: number; statementTimeoutMs?: number } = {}) {
    const url = await location(migrations)
    const db = openPostgres({ url, ...options })
    opened.push(db)
    return { db, url }
  }

  describe('tried again', () => {
    test('a deadlock ends with both works done once', async () => {
      const { db } = await open()
      const bothHoldOne = rendezvous(2)
      const attempts = { ab: 0, ba: 0 }
      const cross = (key: 'ab' | 'ba', [first, second]: [string, string]) =>
        db.write(async (tx) => {
          attempts[key] += 1
          await add(tx, first)
          // Only to make sure that they cross: a work of orderd awaits nothing but its tx.
          await bothHoldOne()
          await add(tx, second)
        })
      await Promise.all([cross('ab', ['a', 'b']), cross('ba', ['b', 'a'])])
      expect(attempts.ab + attempts.ba).toBe(3)
      expect(await counts(db)).toEqual([2, 2])
    })

    test('a serialization failure ends with the work done once', async () => {
      const { db, url } = await open()
      const rival = openPostgres({ url })
      opened.push(rival)
      let attempts = 0
      const isSeen = Promise.withResolvers<void>()
      const isOvertaken = isSeen.promise.then(() => rival.write((tx) => add(tx, 'a')))
      await db.write(async (tx) => {
        attempts += 1
        await tx.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
        await tx.get('SELECT n FROM counters WHERE id = $1', ['a'])
        isSeen.resolve()
        await isOvertaken
        await add(tx, 'a')
      })
      expect(attempts).toBe(2)
      expect(await counts(db)).toEqual([2, 0])
    })

    test('a work whose connection is killed is done on another one', async () => {
      const { db } = await open()
      let attempts = 0
      await db.write(async (tx) => {
        attempts += 1
        await add(tx, 'a')
        if (attempts === 1) await tx.get('SELECT pg_terminate_backend(pg_backend_pid())')
        await add(tx, 'b')
      })
      expect(attempts).toBe(2)
      expect(await counts(db)).toEqual([1, 1])
    })

    test('connections that the server closed while idle are noticed by nobody', async () => {
      const { db, url } = await open({ maxConnections: 3 })
      await Promise.all([counts(db), counts(db), counts(db)])
      await asAdministrator(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${nameIn(url)}'`,
      )
      await Promise.all([1, 2, 3].map(() => db.write((tx) => add(tx, 'a'))))
      expect(await counts(db)).toEqual([3, 0])
    })

    test('a work that conflicts every time is unavailable in the end', async () => {
      const { db } = await open()
      let attempts = 0
      const write = db.write(async (tx) => {
        attempts += 1
        await tx.script(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`)
      })
      expect(await refusalOf(write)).toBeInstanceOf(DatabaseUnavailable)
      expect(attempts).toBe(5)
    })
  })

  test('a connection that breaks during COMMIT is not tried again, for it may have been kept', async () => {
    const { db } = await open()
    await db.write((tx) =>
      tx.script(`
        CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_terminate_backend(pg_backend_pid());
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER vanish AFTER UPDATE ON counters
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish();`),
    )
    let attempts = 0
    const write = db.write(async (tx) => {
      attempts += 1
      await add(tx, 'a')
    })
    const error = await refusalOf(write)
    expect(error).toBeInstanceOf(DatabaseUnavailable)
    expect(error.message).toContain('may have been kept')
    expect(attempts).toBe(1)
  })

  test('rows of one key are locked in the order that is named, wherever they lie in the table', async () => {
    const { db } = await open()
    // Each change moves its row to the end of the table: b lies before a now.
    for (const id of ['b', 'a']) await db.write((tx) => add(tx, id))
    const attempts = { one: 0, all: 0 }
    const isLocked = Promise.withResolvers<void>()
    const isWaitedFor = Promise.withResolvers<void>()
    const one = db.write(async (tx) => {
      attempts.one += 1
      await add(tx, 'a')
      isLocked.resolve()
      await isWaitedFor.promise
      await add(tx, 'b')
    })
    await isLocked.promise
    const all = db.write(async (tx) => {
      attempts.all += 1
      await tx.lock('counters', 'n', 1, 'id')
      await add(tx, 'b')
    })
    const waiting = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    while ((await db.read.get(waiting)) === null) await Bun.sleep(5)
    isWaitedFor.resolve()
    await Promise.all([one, all])
    expect(attempts).toEqual({ one: 1, all: 1 })
    expect(await counts(db)).toEqual([2, 3])
  })

  test('a row that another holds for too long is a LockTimeout, and the holder is not disturbed', async () => {
    const { db, url } = await open()
    const hasty = openPostgres({ url, statementTimeoutMs: 300 })
    opened.push(hasty)
    const isHeld = Promise.withResolvers<void>()
    const isSeen = Promise.withResolvers<void>()
    const holder = db.write(async (tx) => {
      await tx.lock('counters', 'id', 'a')
      isHeld.resolve()
      await isSeen.promise
      await add(tx, 'a')
    })
    await isHeld.promise
    const error = await refusalOf(hasty.write((tx) => tx.lock('counters', 'id', 'a')))
    expect(error).toBeInstanceOf(LockTimeout)
    isSeen.resolve()
    await holder
    expect(await counts(hasty)).toEqual([1, 0])
  })

  describe('works of one turn that may share a transaction', () => {
    const SHARED = { mayShare: true }
    const transactionOf = (tx: Tx) =>
      tx.get<{ id: string }>('SELECT CAST(pg_current_xact_id() AS TEXT) AS id')

    test('are committed together, and each has its own result', async () => {
      const { db } = await open()
      let commits = 0
      db.onCommit(() => {
        commits += 1
      })
      const ids = await Promise.all(
        ['a', 'b', 'a'].map((id) =>
          db.write(async (tx) => {
            await add(tx, id)
            return (await transactionOf(tx))?.id
          }, SHARED),
        ),
      )
      expect(new Set(ids).size).toBe(1)
      expect(commits).toBe(1)
      expect(await counts(db)).toEqual([2, 1])
    })

    test('one that is refused after it wrote leaves nothing, and the others are done once', async () => {
      const { db } = await open()
      const refused = new Error('refused')
      const broken = `UPDATE counters SET n = 1000 WHERE id = 'b'`
      const ends = await Promise.allSettled([
        db.write((tx) => add(tx, 'a'), SHARED),
        db.write(async (tx) => {
          await add(tx, 'b')
          throw refused
        }, SHARED),
        db.write((tx) => tx.run(broken), SHARED),
        db.write((tx) => add(tx, 'a'), SHARED),
      ])
      expect(ends.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'fulfilled',
      ])
      expect((ends[1] as PromiseRejectedResult).reason).toBe(refused)
      expect(await counts(db)).toEqual([2, 0])
    })

    test('a group whose works wait keeps no rows: each of them runs once more, alone', async () => {
      const { db } = await open()
      const isHeld = Promise.withResolvers<void>()
      const isSeen = Promise.withResolvers<void>()
      const holder = db.write(async (tx) => {
        await tx.lock('counters', 'id', 'b')
        isHeld.resolve()
        await isSeen.promise
      })
      await isHeld.promise
      let runs = 0
      const waiting = [1, 2, 3].map(() =>
        db.write((tx) => {
          runs += 1
          return add(tx, 'b')
        }, SHARED),
      )
      await db.write((tx) => add(tx, 'a'), SHARED)
      isSeen.resolve()
      await Promise.all([holder, ...waiting])
      expect(await counts(db)).toEqual([1, 3])
      expect(runs).toBe(6)
    })

    test('one that waits for another transaction does not keep the others', async () => {
      const { db } = await open()
      const isHeld = Promise.withResolvers<void>()
      const isSeen = Promise.withResolvers<void>()
      const holder = db.write(async (tx) => {
        await tx.lock('counters', 'id', 'b')
        isHeld.resolve()
        await isSeen.promise
        await add(tx, 'b')
      })
      await isHeld.promise
      const waiting = db.write((tx) => add(tx, 'b'), SHARED)
      await Promise.all([1, 2].map(() => db.write((tx) => add(tx, 'a'), SHARED)))
      expect(await counts(db)).toEqual([2, 0])
      isSeen.resolve()
      await Promise.all([holder, waiting])
      expect(await counts(db)).toEqual([2, 2])
    })

    test('a group whose connection is killed is done again', async () => {
      const { db } = await open()
      let attempts = 0
      await Promise.all([
        db.write((tx) => add(tx, 'a'), SHARED),
        db.write(async (tx) => {
          attempts += 1
          if (attempts === 1) await tx.get('SELECT pg_terminate_backend(pg_backend_pid())')
          await add(tx, 'b')
        }, SHARED),
      ])
      expect(await counts(db)).toEqual([1, 1])
    })
  })

  test('a statement that takes too long is ended by the server, unless patience was asked for', async () => {
    const { db } = await open({ statementTimeoutMs: 100 })
    const slow = `SELECT pg_sleep(0.3)`
    expect(await refusalOf(db.read.get(slow))).toBeInstanceOf(DatabaseUnavailable)
    await db.write((tx) => tx.get(slow), { statementTimeoutMs: 5_000 })
    await db.snapshot((sql) => sql.get(slow), { statementTimeoutMs: 5_000 })
    expect(await refusalOf(db.write((tx) => tx.get(slow)))).toBeInstanceOf(DatabaseUnavailable)
  })

  test('a statement that nobody awaited is a bug, not half a commit', async () => {
    const { db } = await open()
    let forgotten: Promise<number> | undefined
    const write = db.write(async (tx) => {
      await add(tx, 'b')
      forgotten = add(tx, 'a')
    })
    expect((await refusalOf(write)).message).toContain('not awaited')
    await forgotten
    expect(await counts(db)).toEqual([0, 0])
  })

  test('an error quotes no row', async () => {
    const { db } = await open()
    const writes = [
      db.write((tx) => tx.run('UPDATE counters SET n = $1', [987_654])),
      db.write((tx) => tx.run(`INSERT INTO counters (id, n) VALUES ($1, NULL)`, ['987654'])),
      db.write((tx) => tx.run(`UPDATE counters SET n = CAST($1 AS BIGINT)`, ['x987654'])),
    ]
    for (const outcome of await Promise.allSettled(writes)) {
      expect(outcome.status).toBe('rejected')
      expect(Bun.inspect((outcome as PromiseRejectedResult).reason)).not.toContain('987654')
    }
  })

  test('a database that is not there, or does not let us in, is a mistake of configuration', async () => {
    const { url } = await open()
    const absent = Object.assign(new URL(url), { pathname: 'absent' }).href
    const nobody = Object.assign(new URL(url), { username: 'nobody_by_this_name' }).href
    for (const location of [absent, nobody]) {
      const error = await refusalOf(openDatabase({ location, durability: 'full' }))
      expect(error).toBeInstanceOf(DatabaseRefused)
      expect(error.exitCode).toBe(78)
    }
  })

  test('a second migrator waits for the first, however long its own patience is', async () => {
    const { url } = await open()
    const slow: Migration = { version: 2, name: 'slow', sql: 'SELECT pg_sleep(0.5);' }
    const hasty = [1, 2].map(() => openPostgres({ url, statementTimeoutMs: 100 }))
    opened.push(...hasty)
    const done = await Promise.all(hasty.map((db) => migrate(db, [...migrations, slow])))
    expect(done.flat()).toEqual([{ version: 2, name: 'slow' }])
  })

  describe('a frozen server', () => {
    test('is 503 within five seconds for all who ask, and served from again when it wakes', async () => {
      const { pid } = await postgresServer()
      // A server that was lent to us is not ours to freeze.
      if (pid === null) return
      const { db } = await open({ maxConnections: 2 })
      await counts(db)
      const frozen = [pid, ...childrenOf(pid)]
      for (const one of frozen) process.kill(one, 'SIGSTOP')
      try {
        const start = performance.now()
        // More than there are connections: some wait for one.
        const asked = [
          ...[1, 2, 3].map(() => db.write((tx) => add(tx, 'a'))),
          db.read.get('SELECT 1'),
          db.snapshot((sql) => sql.get('SELECT 1')),
        ]
        for (const outcome of await Promise.allSettled(asked))
          expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(DatabaseUnavailable)
        expect(performance.now() - start).toBeLessThan(5_000)
      } finally {
        for (const one of frozen) process.kill(one, 'SIGCONT')
      }
      await db.write((tx) => add(tx, 'b'))
      expect((await counts(db))[1]).toBe(1)
    }, 15_000)
  })
})

const nameIn = (url: string) => new URL(url).pathname.slice(1)

async function asAdministrator(statement: string): Promise<void> {
  const sql = new SQL({ url: (await postgresServer()).url('postgres'), max: 1 })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.close()
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((one) => parentOf(one) === pid)
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    // It ended while we looked.
    return null
  }
}
