// The table from a command to the file that runs it. Files are loaded when they are called, so that
// `orderd version` opens nothing and starts at once.

import { parseCommandLine } from './args.ts'
import type { CommandName, Invocation, InvocationOf } from './commands.ts'
import { EXIT, explain } from './failure.ts'
import { helpOf } from './help.ts'
import { type Io, line } from './io.ts'

type Run<N extends CommandName> = (invocation: InvocationOf<N>, io: Io) => Promise<number>

const RUNS: { [N in CommandName]: () => Promise<Run<N>> } = {
  serve: async () => (await import('./serve.ts')).run,
  init: async () => (await import('./init.ts')).run,
  'users create': async () => (await import('./users.ts')).create,
  'users list': async () => (await import('./users.ts')).list,
  'users set-role': async () => (await import('./users.ts')).setRole,
  'users reset-password': async () => (await import('./users.ts')).resetPassword,
  migrate: async () => (await import('./migrate.ts')).run,
  'import orders': async () => (await import('./import.ts')).run,
  'import products': async () => (await import('./import.ts')).run,
  'import customers': async () => (await import('./import.ts')).run,
  'export orders': async () => (await import('./export.ts')).run,
  'backup create': async () => (await import('./backup.ts')).create,
  'backup list': async () => (await import('./backup.ts')).list,
  'backup verify': async () => (await import('./backup.ts')).verify,
  restore: async () => (await import('./restore.ts')).run,
  move: async () => (await import('./move.ts')).run,
  'epoch renew': async () => (await import('./epoch.ts')).renew,
  health: async () => (await import('./health.ts')).run,
  doctor: async () => (await import('./doctor.ts')).run,
  config: async () => (await import('./config.ts')).run,
  openapi: async () => (await import('./openapi.ts')).run,
  completion: async () => (await import('./completion.ts')).run,
  version: async () => (await import('./version.ts')).run,
}

/** The exit code; whatever went wrong is on standard error by then. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parseCommandLine(argv)
    if (parsed.command !== 'help') return await runCommand(parsed, io)
    io.out(helpOf(parsed.of))
    return argv.length === 0 ? EXIT.usage : EXIT.done
  } catch (error) {
    const { message, exitCode } = explain(error)
    io.err(line(`orderd: ${message}`))
    if (exitCode === EXIT.usage) io.err(line('orderd --help lists the commands'))
    return exitCode
  }
}

async function runCommand(invocation: Invocation, io: Io): Promise<number> {
  // The table's type pairs each name with its own invocation; TypeScript cannot follow that here.
  const run = (await RUNS[invocation.command]()) as Run<CommandName>
  return run(invocation, io)
}
