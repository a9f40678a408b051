// Which orderd this is.

import { COMMIT, VERSION } from '#lib/version.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'

export async function run({ options }: InvocationOf<'version'>, io: Io): Promise<number> {
  const shown = { version: VERSION, commit: COMMIT, bun: Bun.version }
  io.out(options.json ? jsonLine(shown) : line(`orderd ${VERSION} (${COMMIT})`))
  return EXIT.done
}
