// `doctor` looks for all that can keep an installation from serving or lose its data, and names a remedy for
// each fault. It changes nothing. Its table is CHECKS: what a row looks at, and what to do about it.

import type { InvocationOf } from './commands.ts'
import { dataDirectoryAt } from './data-directory.ts'
import { BACKUP_CHECKS } from './doctor-backups.ts'
import { type Check, examine, type Finding, type Patient } from './doctor-check.ts'
import { DATA_CHECKS } from './doctor-data.ts'
import { MACHINE_CHECKS } from './doctor-machine.ts'
import { NETWORK_CHECKS } from './doctor-network.ts'
import { EXIT, explain } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

const CHECKS: readonly Check[] = [
  ...MACHINE_CHECKS,
  ...DATA_CHECKS,
  ...BACKUP_CHECKS,
  ...NETWORK_CHECKS,
]

/**
 * 0: no fault; there may be warnings. Else the highest code of the faults: 1, 65 where the data is damaged or
 * lost, 70 i/o error, 78 for wrong configuration, permissions or schema.
 */
export async function run(invocation: InvocationOf<'doctor'>, io: Io): Promise<number> {
  let code: number = EXIT.done
  for await (const { exitCode, ...finding } of findings(invocation, io)) {
    io.out(invocation.options.json ? jsonLine(finding) : text(finding))
    code = Math.max(code, exitCode)
  }
  return code
}

const WORDS = { ok: 'ok', warning: 'WARNING', fault: 'FAILED' } as const

const text = ({ check, level, detail, mend }: Omit<Finding, 'exitCode'>): string =>
  line(
    `${WORDS[level].padEnd(8)}${check.padEnd(18)}${detail}${mend ? `\n        mend: ${mend}` : ''}`,
  )

async function* findings(
  { flags, options }: InvocationOf<'doctor'>,
  io: Io,
): AsyncGenerator<Finding> {
  const first = configuration(flags, io)
  yield first.finding
  if (first.config === null) return
  const patient: Patient = {
    config: first.config,
    directory: dataDirectoryAt(first.config.dataDir),
    now: Date.now(),
    isLive: options.live,
  }
  for (const row of CHECKS) {
    const finding = await examine(row, patient)
    if (finding !== null) yield finding
  }
}

/** Without a configuration there is nothing else to look at. */
function configuration(flags: InvocationOf<'doctor'>['flags'], io: Io) {
  const check = 'configuration'
  try {
    const { config } = loadConfig(flags, io)
    const detail = 'every setting is valid'
    const finding: Finding = { check, ok: true, level: 'ok', detail, exitCode: EXIT.done }
    return { config, finding }
  } catch (error) {
    const { message, exitCode } = explain(error)
    const detail = message.replace(/^configuration:\s*/, '').replaceAll(/\n\s*/g, '; ')
    const mend = 'orderd doctor --help names each setting and its values'
    const finding: Finding = { check, ok: false, level: 'fault', detail, mend, exitCode }
    return { config: null, finding }
  }
}
