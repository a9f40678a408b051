// `epoch renew` gives the event log a new epoch after the database file was put back by hand: clients
// then start from a snapshot, not from a position that means another event.

import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { options, flags }: InvocationOf<'epoch renew'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const answer = await withApi(config, (api) =>
    api.call<{ epoch: string }>('POST', '/operator/epoch'),
  )
  io.out(options.json ? jsonLine(answer) : line(`the epoch is ${answer.epoch} now`))
  return EXIT.done
}
