// The executor is the one door for writes: authorization and the check of the arguments, here, and then the
// command in its transaction (runner.ts), in this thread or in the one that writes. The caller is answered after
// the commit.

import type { Db } from '#db/port.ts'
import { authorize } from '#domain/access.ts'
import type { Clock } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import { checkArgs } from './args.ts'
import type { Call, Command, CommandResult, Execute, Outcome } from './command.ts'
import type { Commands } from './commands.ts'
import { createRunner, type Run } from './runner.ts'
import { runElsewhere } from './thread-call.ts'

export interface EndedCall {
  /** The name of the command. */
  name: string
  result: CommandResult
  call: Call
  /** Of performance.now(). */
  beganMs: number
}

interface ExecutorOptions {
  db: Pick<Db, 'write' | 'sendCall'>
  /** All commands: another one is refused as a bug. */
  commands: Commands
  clock: Clock
  ids: Ids
  /** Runs at the end of each call, for metrics and traces. */
  onDone?: (ended: EndedCall) => void
}

export function createExecutor({ db, commands, clock, ids, onDone }: ExecutorOptions): Execute {
  const runHere = createRunner({ db, clock, ids })
  const run: Run = (command, args, call) => {
    const key = commands.keyOf(command)
    return db.sendCall === null
      ? runHere(command, args, call)
      : runElsewhere(db.sendCall, key, args, call)
  }

  return async function execute<Args, Body>(
    command: Command<Args, Body>,
    args: Args,
    call: Call,
  ): Promise<Outcome<Body>> {
    authorize(call.caller, command.who)
    checkArgs(command.args, args)
    const beganMs = performance.now()
    let result: CommandResult = 'refused'
    try {
      const ran = await run(command, args, call)
      result = ran.result
      return ran.outcome
    } finally {
      onDone?.({ name: command.name, result, call, beganMs })
    }
  }
}
