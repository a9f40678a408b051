// The read-only connection of a SQLite file, beside the writer. A read transaction ends within its turn: an
// open one would let the write-ahead log grow without a limit.

import type { DatabaseLost } from '#db/errors.ts'
import type { Param, Reader, Sql } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import { type Connection, connectSqlite } from './connection.ts'
import { withinOneTurn } from './no-foreign-await.ts'

interface ReaderOptions {
  path: string
  onLost: (error: DatabaseLost) => void
}

const PRAGMAS = ['busy_timeout = 2000', 'trusted_schema = OFF', 'temp_store = MEMORY']

export function openSqliteReader({ path, onLost }: ReaderOptions): Reader {
  const connection = connectSqlite({ path, readonly: true, pragmas: PRAGMAS, onLost })
  const withinTurn = withinOneTurn()
  let openSnapshots = 0

  // Snapshots of one turn see the same state, since no commit falls within a turn: they share a read
  // transaction, which the last one ends.
  async function snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    if (openSnapshots === 0) connection.run('BEGIN')
    openSnapshots += 1
    const reads = openReads(connection)
    try {
      return await withinTurn(() => work(reads.sql))
    } finally {
      reads.end()
      openSnapshots -= 1
      if (openSnapshots === 0) connection.run('COMMIT')
    }
  }

  return {
    capabilities: SQLITE,
    read: openReads(connection).sql,
    snapshot,
    async close() {
      connection.close()
    },
  }
}

function openReads(connection: Connection): { sql: Sql; end(): void } {
  let isOver = false
  function check(): void {
    if (isOver) throw new Error('this snapshot is over')
  }
  return {
    sql: {
      async all<T>(text: string, params?: readonly Param[]) {
        check()
        return connection.all(text, params) as T[]
      },
      async get<T>(text: string, params?: readonly Param[]) {
        check()
        return connection.get(text, params) as T | null
      },
    },
    end() {
      isOver = true
    },
  }
}
