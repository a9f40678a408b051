// The entry point of the thread that writes: the commands of all modules, on the writer of a SQLite file.

import { createRunner } from '#commands/runner.ts'
import { callRunner } from '#commands/thread-call.ts'
import { serveWriter } from '#db/sqlite/thread.ts'
import { systemClock } from '#lib/clock.ts'
import { systemIds } from '#lib/ids.ts'
import { COMMANDS } from './command-list.ts'

declare const self: Worker

serveWriter(self, (db) =>
  callRunner(createRunner({ db, clock: systemClock, ids: systemIds() }), COMMANDS),
)
