// argv, env, stdout, stderr -> exit code; nothing else.

import { main } from '#cli/main.ts'

process.exit(
  await main(process.argv.slice(2), {
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    readStdin: () => Bun.stdin.text(),
  }),
)
