// A fresh database for each test, on both engines: a SQLite file in a temporary directory and a
// database of a real PostgreSQL. Whatever is opened here is closed and gone after its test.

import { afterEach, describe, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS, type Migration } from '#db/migrations.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { type PostgresServer, postgresServer, whyNoPostgres } from './postgres-server.ts'

export type Engine = 'sqlite' | 'postgres'

export interface TestDatabase {
  name: Engine
  /** A migrated database of its own; or one more connection to `location`. */
  open(options?: { migrations?: readonly Migration[]; location?: string }): Promise<Db>
  /** The file or the URL of a fresh database with these migrations, to open as often as one likes. */
  location(migrations?: readonly Migration[]): Promise<string>
}

const engines = new WeakMap<Db, Engine>()

/** The engine of a database that a TestDatabase opened. */
export function engineOf(db: Db): Engine {
  const engine = engines.get(db)
  if (engine === undefined) throw new Error('this database was not opened by eachDatabase')
  return engine
}

// The first test of a run pays for starting PostgreSQL.
setDefaultTimeout(30_000)

/** Runs the same tests on each engine. Without PostgreSQL they are skipped aloud, except on CI. */
export function eachDatabase(define: (database: TestDatabase) => void): void {
  describe('sqlite', () => define(testDatabase('sqlite', freshFile)))
  const reason = whyNoPostgres()
  if (reason === null) describe('postgres', () => define(testDatabase('postgres', freshServer)))
  else if (process.env.CI === 'true')
    test('PostgreSQL is there on CI', () => {
      throw new Error(reason)
    })
  else describe.skip(`postgres (${reason})`, () => define(testDatabase('postgres', freshServer)))
}

export interface Fresh {
  location: string
  remove(): Promise<void>
}

function testDatabase(
  name: Engine,
  make: (migrations: readonly Migration[]) => Promise<Fresh>,
): TestDatabase {
  const opened: Db[] = []
  const fresh: Fresh[] = []

  afterEach(async () => {
    for (const db of opened.splice(0)) await db.close()
    for (const one of fresh.splice(0)) await one.remove()
  })

  async function location(migrations: readonly Migration[] = MIGRATIONS): Promise<string> {
    const one = await make(migrations)
    fresh.push(one)
    return one.location
  }

  return {
    name,
    location,
    async open(options = {}) {
      const db = await openDatabase({
        location: options.location ?? (await location(options.migrations)),
        durability: 'normal',
      })
      opened.push(db)
      engines.set(db, name)
      return db
    },
  }
}

// Migrating takes longer than copying, so each set of migrations is run once and then copied. Test
// files may load this module more than once in one process; they share it all the same.
interface Shared {
  orderdTestDatabases?: {
    files: Map<string, Promise<Uint8Array>>
    templates: Map<string, Promise<string>>
    copies: Map<string, Promise<string>>
    count: number
  }
}
const shared = globalThis as Shared
shared.orderdTestDatabases ??= {
  files: new Map(),
  templates: new Map(),
  copies: new Map(),
  count: 0,
}
const made = shared.orderdTestDatabases

function nextName(): string {
  made.count += 1
  return `t${process.pid}_${made.count}`
}

function once<T>(
  known: Map<string, Promise<T>>,
  migrations: readonly Migration[],
  make: () => Promise<T>,
): Promise<T> {
  const key = JSON.stringify(migrations)
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}

async function migrateAt(location: string, migrations: readonly Migration[]): Promise<void> {
  const db = await openDatabase({ location, durability: 'normal' })
  try {
    await migrate(db, migrations)
  } finally {
    await db.close()
  }
}

/** A migrated SQLite file. */
export async function freshFile(migrations: readonly Migration[] = MIGRATIONS): Promise<Fresh> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-test-'))
  const location = join(directory, 'orderd.db')
  const bytes = await once(made.files, migrations, async () => {
    await migrateAt(location, migrations)
    return readFileSync(location)
  })
  writeFileSync(location, bytes)
  return {
    location,
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A migrated database of the test run's PostgreSQL. */
export async function freshServer(migrations: readonly Migration[] = MIGRATIONS): Promise<Fresh> {
  const server = await postgresServer()
  const source = await once(made.templates, migrations, async () => {
    const name = nextName()
    await administer(server, `CREATE DATABASE ${name}`)
    await migrateAt(server.url(name), migrations)
    return name
  })
  const name = await nextCopy(server, source)
  return {
    location: server.url(name),
    remove: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/** A copy takes 70 ms, so that of the next test is made while this one runs. */
async function nextCopy(server: PostgresServer, source: string): Promise<string> {
  const copy = async () => {
    const name = nextName()
    await administer(server, `CREATE DATABASE ${name} TEMPLATE ${source}`)
    return name
  }
  const name = await (made.copies.get(source) ?? copy())
  made.copies.set(source, copy())
  return name
}

async function administer(server: PostgresServer, statement: string): Promise<void> {
  const sql = new SQL({ url: server.url('postgres'), max: 1 })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.close()
  }
}
