// The one door for writes. For every command alike: authorisation, idempotency, expected version,
// no-op, events, and the answer's bytes, all in the transaction of the change; the caller is answered
// after the commit. It must never know what an order is.

import type { Db, Tx } from '#db/port.ts'
import { actorOf, authorize, callerKey } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import { append } from '#events/log.ts'
import type { Clock } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import { checkArgs } from './args.ts'
import type { Answer, Call, Command, CommandResult, Context, Execute, Outcome } from './command.ts'
import { claim, record } from './idempotency.ts'

interface ExecutorOptions {
  db: Db
  clock: Clock
  ids: Ids
  /** Told of every command that ended. */
  onDone?: (command: string, result: CommandResult) => void
}

export function createExecutor({ db, clock, ids, onDone }: ExecutorOptions): Execute {
  return async function execute<Args>(
    command: Command<Args>,
    args: Args,
    call: Call,
  ): Promise<Outcome> {
    authorize(call.caller, command.who)
    checkArgs(command.args, args)
    const { idempotency, isRehearsal = false } = call
    const slot = !isRehearsal && idempotency && { caller: callerKey(call.caller), ...idempotency }
    // The work may run more than once; it is counted when it has ended.
    let result: CommandResult = 'refused'
    try {
      return await db.write(async (tx) => {
        const context: Context = {
          now: clock.now(),
          ids,
          caller: call.caller,
          requestId: call.requestId,
        }
        if (slot) {
          const replay = await claim(tx, slot, context.now)
          if (replay) {
            result = 'replayed'
            return replay
          }
        }
        const answer = await runChecked(tx, command, args, call, context)
        const outcome = toOutcome(answer)
        if (isRehearsal) throw new Rehearsed(outcome)
        await append(tx, answer.events, {
          now: context.now,
          ids,
          actor: actorOf(call.caller),
          requestId: call.requestId,
        })
        if (slot) {
          const hasSecret = answer.secrets !== undefined
          await record(tx, slot, outcome, { now: context.now, hasSecret })
        }
        result = answer.events.length === 0 ? 'noop' : 'done'
        return outcome
      })
    } catch (error) {
      result = error instanceof Rehearsed ? 'rehearsed' : 'refused'
      if (error instanceof Rehearsed) return error.outcome
      throw error
    } finally {
      onDone?.(command.name, result)
    }
  }
}

/** A rehearsal that went well: the transaction is rolled back, the answer is kept. */
class Rehearsed extends Error {
  override name = 'Rehearsed'
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super('rehearsed')
    this.outcome = outcome
  }
}

/** If-Match comes after the no-op and before the domain's refusals (http.md, order of checks). */
async function runChecked<Args>(
  tx: Tx,
  command: Command<Args>,
  args: Args,
  call: Call,
  context: Context,
): Promise<Answer> {
  const current = await staleVersion(tx, command, args, call)
  try {
    const answer = await command.run(tx, args, context)
    if (current === null || answer.events.length === 0) return answer
  } catch (error) {
    const isRefusal = error instanceof DomainError && error.status === 409
    if (current === null || !isRefusal) throw error
  }
  throw new DomainError('version_conflict', `The version is ${current} now.`, {
    current_version: current,
  })
}

/** The row's version where the caller expected another one, else null. */
async function staleVersion<Args>(
  tx: Tx,
  command: Command<Args>,
  args: Args,
  call: Call,
): Promise<number | null> {
  if (call.expectedVersion === undefined || command.target === undefined) return null
  const { table, id } = command.target(args)
  await tx.lock(table, 'id', id)
  const row = await tx.get<{ version: number }>(`SELECT version FROM ${table} WHERE id = $1`, [id])
  return row === null || row.version === call.expectedVersion ? null : row.version
}

function toOutcome(answer: Answer): Outcome {
  return {
    status: answer.status,
    text: answer.body === undefined ? '' : JSON.stringify(answer.body),
    etag: answer.version === undefined ? null : `"${answer.version}"`,
    location: answer.location ?? null,
    isReplay: false,
  }
}
