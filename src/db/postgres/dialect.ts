// The schema dialect of PostgreSQL: migrations are written in it, and an advisory lock admits one node at a
// time.

import type { SchemaDialect } from '#db/port.ts'

/** Any number, the same on every node. */
const ADVISORY_LOCK = 7_237_401

export const POSTGRES_SCHEMA: SchemaDialect = {
  textOf: (text) => (typeof text === 'string' ? text : text.postgres),
  migrationColumns: `SELECT column_name AS name
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = 'migrations'`,
  lock: async (tx) => {
    await tx.get('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK])
  },
}
