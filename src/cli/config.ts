// `config` prints the effective configuration with the source of each field; secrets are masked.

import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run({ options, flags }: InvocationOf<'config'>, io: Io): Promise<number> {
  const { effective } = loadConfig(flags, io)
  if (options.json) io.out(jsonLine(effective))
  else {
    for (const { variable, value, source } of effective) {
      io.out(line(`${variable.padEnd(40)}${(value || '-').padEnd(28)}${source}`))
    }
  }
  return EXIT.done
}
