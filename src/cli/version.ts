// `version` prints version and commit.

import { COMMIT, VERSION } from '#lib/version.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'

export async function run({ options }: InvocationOf<'version'>, io: Io): Promise<number> {
  const versions = { version: VERSION, commit: COMMIT, bun: Bun.version }
  io.out(options.json ? jsonLine(versions) : line(`orderd ${VERSION} (${COMMIT})`))
  return EXIT.done
}
