// Loads the configuration of one call from flags, environment and secret files; reports all problems.

import { readFileSync } from 'node:fs'
import { type Config, type EffectiveField, parseConfig } from '#lib/config.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, line } from './io.ts'

export interface LoadedConfig {
  config: Config
  effective: EffectiveField[]
}

/** Exit code 78 with all problems. Warnings go to standard error. */
export function loadConfig(flags: Readonly<Record<string, string>>, io: Io): LoadedConfig {
  const parsed = parseConfig({
    flags,
    env: io.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  if ('problems' in parsed) {
    throw new Failure(['configuration:', ...parsed.problems].join('\n  '), EXIT.config)
  }
  for (const warning of parsed.warnings) io.err(line(`warning: ${warning}`))
  return { config: parsed.ok, effective: parsed.effective }
}
