// Renews the epoch of the event log, after the database file was put back to an older state by hand:
// clients then start anew instead of going on from a place that means something else.

import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function renew(
  { options, flags }: InvocationOf<'epoch renew'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const shown = await withApi(config, (api) =>
    api.call<{ epoch: string }>('POST', '/operator/epoch'),
  )
  io.out(options.json ? jsonLine(shown) : line(`the epoch is ${shown.epoch} now`))
  return EXIT.done
}
