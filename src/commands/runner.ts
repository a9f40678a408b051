// The runner runs one call of a command in a transaction: idempotency, expected version, no-op, events and the
// answer's bytes, all in the transaction of the change. It names no table and no module.

import type { Db, Tx } from '#db/port.ts'
import { actorOf, callerKey } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import { append } from '#events/log.ts'
import type { Clock } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import type { Answer, Call, Command, CommandResult, Context, Outcome } from './command.ts'
import { claim, record } from './idempotency.ts'

interface RunnerOptions {
  db: Pick<Db, 'write'>
  clock: Clock
  ids: Ids
}

export interface Ran<Body = unknown> {
  outcome: Outcome<Body>
  result: CommandResult
}

/** Resolves after the commit; rejects with the refusal, which changed nothing. */
export type Run = <Args, Body>(
  command: Command<Args, Body>,
  args: Args,
  call: Call,
) => Promise<Ran<Body>>

export function createRunner({ db, clock, ids }: RunnerOptions): Run {
  return async function run<Args, Body>(
    command: Command<Args, Body>,
    args: Args,
    call: Call,
  ): Promise<Ran<Body>> {
    const { idempotency, isRehearsal = false } = call
    const slot = !isRehearsal && idempotency && { caller: callerKey(call.caller), ...idempotency }
    try {
      const work = async (tx: Tx): Promise<Ran<Body>> => {
        const context: Context = {
          now: clock.now(),
          ids,
          caller: call.caller,
          requestId: call.requestId,
        }
        if (slot) {
          const replay = await claim<Body>(tx, slot, context.now)
          if (replay) return { outcome: replay, result: 'replayed' }
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
        return { outcome, result: answer.events.length === 0 ? 'noop' : 'done' }
      }
      return await db.write(work, { mayShare: command.isIndependent === true && !isRehearsal })
    } catch (error) {
      if (error instanceof Rehearsed) return { outcome: error.outcome, result: 'rehearsed' }
      throw error
    }
  }
}

/** Rolls the transaction of a rehearsal back and carries its answer out. */
class Rehearsed<Body> extends Error {
  override name = 'Rehearsed'
  readonly outcome: Outcome<Body>
  constructor(outcome: Outcome<Body>) {
    super('rehearsed')
    this.outcome = outcome
  }
}

/**
 * If-Match is judged after the no-op and before the domain's refusals. 409 version_conflict
 * {current_version}.
 */
async function runChecked<Args, Body>(
  tx: Tx,
  command: Command<Args, Body>,
  args: Args,
  call: Call,
  context: Context,
): Promise<Answer<Body>> {
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

function toOutcome<Body>(answer: Answer<Body>): Outcome<Body> {
  return {
    status: answer.status,
    text: answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)),
    get body() {
      return answer.body
    },
    etag: answer.version === undefined ? null : `"${answer.version}"`,
    location: answer.location ?? null,
    isReplay: false,
  }
}
