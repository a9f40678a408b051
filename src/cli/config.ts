// The effective settings and where each comes from; secrets masked.

import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { configure } from './settings.ts'

export async function run({ options, settings }: InvocationOf<'config'>, io: Io): Promise<number> {
  const { effective } = configure(settings, io)
  if (options.json) io.out(jsonLine(effective))
  else {
    for (const { variable, value, source } of effective) {
      io.out(line(`${variable.padEnd(40)}${(value || '-').padEnd(28)}${source}`))
    }
  }
  return EXIT.done
}
