// A call as data, for the thread that writes, and its answer as data back. The bytes of the answer are beside
// the data, as they are.

import type { CallAnswer, Db } from '#db/port.ts'
import type { Call, CommandResult, Outcome } from './command.ts'
import type { Commands } from './commands.ts'
import type { Ran, Run } from './runner.ts'

interface CallData {
  key: string
  args: unknown
  call: Call
}

type Head = Omit<Outcome, 'text' | 'body'> & { result: CommandResult }

/** Runs the call in the thread that `send` reaches. */
export async function runElsewhere<Body>(
  send: NonNullable<Db['sendCall']>,
  key: string,
  args: unknown,
  call: Call,
): Promise<Ran<Body>> {
  const { head, text } = await send({ key, args, call } satisfies CallData)
  const { result, ...rest } = head as Head
  return {
    result,
    outcome: {
      ...rest,
      text,
      // Most answers are sent on as bytes.
      get body() {
        return text === '' ? undefined : JSON.parse(text)
      },
    },
  }
}

/** In that thread: runs calls of these commands. */
export const callRunner =
  (run: Run, commands: Commands) =>
  async (data: unknown): Promise<CallAnswer> => {
    const { key, args, call } = data as CallData
    const { outcome, result } = await run(commands.get(key), args, call)
    const { status, text, etag, location, isReplay } = outcome
    return { head: { status, etag, location, isReplay, result } satisfies Head, text }
  }
