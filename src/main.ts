// Entry point: gives argv, environment and streams to the command line and exits with its code.

import { main } from '#cli/main.ts'

// A pipe is written in its own time, and an exit would cut that off.
let sent: Promise<unknown> = Promise.resolve()

const exitCode = await main(process.argv.slice(2), {
  env: process.env,
  out(text) {
    sent = new Promise((done) => process.stdout.write(text, done))
  },
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  readStdin: () => Bun.stdin.text(),
})
await sent
process.exit(exitCode)
