// argv, env, stdout, stderr -> exit code; nothing else.

import { COMMIT, VERSION } from '#lib/version.ts'

process.stdout.write(`orderd ${VERSION} (${COMMIT})\n`)
