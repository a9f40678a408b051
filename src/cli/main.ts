// Maps each command to the file that runs it. A file is loaded when its command is called, so that `orderd
// version` opens nothing and starts at once.

import { parseCommandLine } from './args.ts'
import type { CommandName, InvocationOf } from './commands.ts'
import { EXIT, explain } from './failure.ts'
import { helpOf } from './help.ts'
import { type Io, line } from './io.ts'

interface CommandFile<N extends CommandName> {
  run(invocation: InvocationOf<N>, io: Io): Promise<number>
}

const FILES: { readonly [N in CommandName]: () => Promise<CommandFile<N>> } = {
  serve: () => import('./serve.ts'),
  init: () => import('./init.ts'),
  'users create': () => import('./users-create.ts'),
  'users list': () => import('./users-list.ts'),
  'users set-role': () => import('./users-set-role.ts'),
  'users reset-password': () => import('./users-reset-password.ts'),
  migrate: () => import('./migrate.ts'),
  'import orders': () => import('./import.ts'),
  'import products': () => import('./import.ts'),
  'import customers': () => import('./import.ts'),
  'export orders': () => import('./export.ts'),
  'backup create': () => import('./backup-create.ts'),
  'backup list': () => import('./backup-list.ts'),
  'backup verify': () => import('./backup-verify.ts'),
  restore: () => import('./restore.ts'),
  move: () => import('./move.ts'),
  'epoch renew': () => import('./epoch-renew.ts'),
  health: () => import('./health.ts'),
  doctor: () => import('./doctor.ts'),
  config: () => import('./config.ts'),
  openapi: () => import('./openapi.ts'),
  completion: () => import('./completion.ts'),
  version: () => import('./version.ts'),
}

/** Returns the exit code; the reason of a failure is on standard error. */
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

async function runCommand<N extends CommandName>(
  invocation: InvocationOf<N>,
  io: Io,
): Promise<number> {
  const { run } = await FILES[invocation.command]()
  return run(invocation, io)
}
