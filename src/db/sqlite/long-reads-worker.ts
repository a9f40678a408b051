// The thread of long reads: it answers one statement after the other on a read-only connection of its own. It
// is an entry point of the executable (scripts/binary.ts).

import { type Fault, toFault } from '#db/faults.ts'
import type { Param } from '#db/port.ts'
import { type Connection, connectSqlite, type Row } from './connection.ts'

declare const self: Worker

/** null closes the file and ends the thread. */
export type Question = { id: number; path: string; text: string; params: readonly Param[] } | null
export type Reply = { id: number; rows: Row[] } | { id: number; fault: Fault }

const PRAGMAS = ['busy_timeout = 2000', 'trusted_schema = OFF', 'temp_store = MEMORY']

let connection: Connection | null = null

self.onmessage = ({ data }: MessageEvent<Question>) => {
  if (data !== null) return self.postMessage(reply(data))
  connection?.close()
  process.exit(0)
}

function reply({ id, path, text, params }: NonNullable<Question>): Reply {
  try {
    // The reply reports a lost file.
    connection ??= connectSqlite({ path, readonly: true, pragmas: PRAGMAS, onLost: () => {} })
    return { id, rows: connection.all(text, params) }
  } catch (error) {
    return { id, fault: toFault(error) }
  }
}
