// A database becomes what this binary needs, wholly or not at all, on both engines.

import { describe, expect, test } from 'bun:test'
import { DatabaseRefused } from '#db/errors.ts'
import { migrate, migrationStatus } from '#db/migrate.ts'
import { MIGRATIONS, type Migration } from '#db/migrations.ts'
import type { Db } from '#db/port.ts'
import { toSqlite } from '#db/sqlite/dialect.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'
import { refusalOf } from '../helpers/refusal.ts'

const first: Migration = {
  version: 1,
  name: 'shelves',
  sql: `-- where things are
        CREATE TABLE shelves (id TEXT COLLATE "C" PRIMARY KEY, amount BIGINT NOT NULL);
        INSERT INTO shelves (id, amount) VALUES ('a', 1);`,
}
const second: Migration = {
  version: 2,
  name: 'numbered',
  sql: {
    sqlite: `CREATE TABLE log (seq INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);`,
    postgres: `CREATE TABLE log (seq BIGINT GENERATED ALWAYS AS IDENTITY, body TEXT NOT NULL);`,
  },
}
const third: Migration = {
  version: 3,
  name: 'shelves-open',
  sql: `ALTER TABLE shelves ADD COLUMN is_open SMALLINT NOT NULL DEFAULT 1;
        CREATE INDEX shelves_open ON shelves (is_open) WHERE is_open = 1;`,
}
const all = [first, second, third]

const NAMES = {
  sqlite: `SELECT name || ' ' || sql AS what FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name`,
  postgres: `SELECT table_name || ' ' || column_name || ' ' || data_type AS what
             FROM information_schema.columns
             WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
}
const schema = (db: Db) => db.read.all<{ what: string }>(NAMES[engineOf(db)])

eachDatabase(({ open, location }) => {
  test('a fresh database gets everything, and is then left alone', async () => {
    const db = await open({ migrations: [] })
    expect(await migrationStatus(db, all)).toEqual({
      applied: [],
      pending: all.map(({ version, name }) => ({ version, name })),
      isNewer: false,
    })
    const done = await migrate(db, all, () => 1_700_000_000_000)
    expect(done.map(({ version }) => version)).toEqual([1, 2, 3])
    expect(await migrate(db, all)).toEqual([])
    expect(await migrationStatus(db, all)).toEqual({
      applied: all.map(({ version, name }) => ({ version, name, applied_at: 1_700_000_000_000 })),
      pending: [],
      isNewer: false,
    })
    await db.write((tx) => tx.run('INSERT INTO log (body) VALUES ($1)', ['x']))
    expect(await db.read.get<object>('SELECT seq FROM log')).toEqual({ seq: 1 })
    expect(await db.read.get<object>('SELECT id, amount, is_open FROM shelves')).toEqual({
      id: 'a',
      amount: 1,
      is_open: 1,
    })
  })

  test('an upgraded database is the same as a fresh one', async () => {
    const fresh = await open({ migrations: all })
    const upgraded = await open({ migrations: [first] })
    expect((await migrate(upgraded, all)).map(({ name }) => name)).toEqual([
      'numbered',
      'shelves-open',
    ])
    expect(await schema(upgraded)).toEqual(await schema(fresh))
  })

  test('a failing migration leaves nothing of itself and keeps those before it', async () => {
    const db = await open({ migrations: [first] })
    const before = await schema(db)
    const broken: Migration = {
      version: 2,
      name: 'broken',
      sql: `CREATE TABLE half (id TEXT PRIMARY KEY);
            UPDATE shelves SET amount = 99;
            INSERT INTO nowhere (id) VALUES ('x');`,
    }
    expect((await refusalOf(migrate(db, [first, broken]))).message).toContain(
      'migration 2-broken failed',
    )
    expect(await schema(db)).toEqual(before)
    expect(await db.read.get<object>('SELECT amount FROM shelves')).toEqual({ amount: 1 })
    expect((await migrate(db, all)).map(({ version }) => version)).toEqual([2, 3])
  })

  test('a newer schema is refused with exit code 78 and not touched', async () => {
    const db = await open({ migrations: all })
    const before = await schema(db)
    const error = await refusalOf(migrate(db, [first]))
    expect(error).toBeInstanceOf(DatabaseRefused)
    expect(error.exitCode).toBe(78)
    expect(error.message).toContain('schema 3 (shelves-open)')
    expect((await migrationStatus(db, [first])).isNewer).toBe(true)
    expect(await schema(db)).toEqual(before)
  })

  test('a table of migrations that is not ours is refused with exit code 65', async () => {
    const db = await open({ migrations: [] })
    await db.write((tx) =>
      tx.script('CREATE TABLE migrations (id INTEGER PRIMARY KEY, migration TEXT)'),
    )
    const error = await refusalOf(migrate(db, all))
    expect(error).toBeInstanceOf(DatabaseRefused)
    expect(error.exitCode).toBe(65)
  })

  test('two that start at once migrate once', async () => {
    const where = await location([])
    const [one, other] = [await open({ location: where }), await open({ location: where })]
    const [done, alsoDone] = await Promise.all([migrate(one, all), migrate(other, all)])
    expect([...done, ...alsoDone].map(({ version }) => version).sort()).toEqual([1, 2, 3])
    expect(await one.read.get<object>('SELECT COUNT(*) AS n FROM shelves')).toEqual({ n: 1 })
  })

  test('this binary brings an empty database to its own schema', async () => {
    const db = await open({ migrations: [] })
    await migrate(db)
    expect((await migrationStatus(db)).pending).toEqual([])
    if (engineOf(db) === 'postgres') return
    const lax = await db.read.all(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
    )
    expect(lax).toEqual([])
  })
})

eachDatabase(({ open }) => {
  test('movements of before shipments could be undone are kept, with their indexes', async () => {
    const db = await open({ migrations: MIGRATIONS.filter(({ version }) => version <= 15) })
    await db.write(async (tx) => {
      await tx.run(
        `INSERT INTO products (id, sku, title, price, currency, track_stock, requires_shipping, words,
           version, created_at, updated_at)
         VALUES ('prd_1', 'A', 'A', 1, 'EUR', 1, 1, '', 1, 1, 1)`,
      )
      await tx.run(
        `INSERT INTO locations (id, name, priority, created_at, updated_at)
         VALUES ('loc_1', 'Here', 0, 1, 1)`,
      )
    })
    const columns = `id, product_id, location_id, kind, on_hand_delta, reserved_delta, order_id, reason,
      actor, created_at`
    const add = (id: string, kind: string) =>
      db.write((tx) =>
        tx.run(
          `INSERT INTO stock_movements (${columns})
           VALUES ($1, 'prd_1', 'loc_1', $2, 3, 0, 'ord_1', 'why', '{}', 5)`,
          [id, kind],
        ),
      )
    const all = () => db.read.all<object>(`SELECT ${columns} FROM stock_movements ORDER BY id`)
    const indexes = async () => {
      const found = await db.read.all<{ name: string }>(
        engineOf(db) === 'sqlite'
          ? `SELECT name FROM sqlite_schema
             WHERE type = 'index' AND tbl_name = 'stock_movements' AND sql IS NOT NULL ORDER BY name`
          : `SELECT indexname AS name FROM pg_indexes
             WHERE tablename = 'stock_movements' AND indexname NOT LIKE '%pkey' ORDER BY indexname`,
      )
      return found.map(({ name }) => name)
    }
    await add('mov_1', 'ship')
    await add('mov_2', 'transfer')
    expect(await refusalOf(add('mov_3', 'unship'))).toBeInstanceOf(Error)
    const [rows, names] = [await all(), await indexes()]
    // Migration 24 makes a view of the table.
    await migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= 23),
    )
    expect(await all()).toEqual(rows)
    expect(await indexes()).toEqual(names)
    await add('mov_3', 'unship')
    expect(await refusalOf(add('mov_4', 'vanish'))).toBeInstanceOf(Error)
  })
})

test('versions count up from 1 without a gap', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
})

describe('in the words of SQLite', () => {
  test('whole numbers are INTEGER, collations go, tables are STRICT', () => {
    expect(
      toSqlite(`
        -- a comment; with a CREATE TABLE in it
        CREATE TABLE a (id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, ok SMALLINT);
        CREATE UNIQUE INDEX a_name ON a (name COLLATE "C");`).replace(/\s+/g, ' '),
    ).toBe(
      ' CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, ok INTEGER) STRICT;' +
        ' CREATE UNIQUE INDEX a_name ON a (name);',
    )
  })

  test('what stands in quotes is left alone', () => {
    const text = `INSERT INTO a (name) VALUES ('a BIGINT; -- CREATE TABLE it''s COLLATE "C"');`
    expect(toSqlite(text)).toBe(text)
    expect(toSqlite(`CREATE TABLE a (kind TEXT CHECK (kind IN ('x;', 'BIGINT')));`)).toBe(
      `CREATE TABLE a (kind TEXT CHECK (kind IN ('x;', 'BIGINT'))) STRICT;`,
    )
  })
})
