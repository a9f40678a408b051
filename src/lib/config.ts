// From flags, environment and secret files to one checked configuration, or to every problem at
// once. Pure: all three are given, and nothing else in orderd looks at them. A problem or a shown
// value never contains a secret.

import { didYouMean } from './did-you-mean.ts'
import { type Config, SETTINGS, type Setting } from './settings.ts'

export type { Config } from './settings.ts'

export interface EffectiveSetting {
  variable: string
  /** As it was written, secrets masked. */
  value: string
  source: 'flag' | 'environment' | 'file' | 'default'
}

interface Input {
  /** By name without dashes: {port: '3001'}. */
  flags: Readonly<Record<string, unknown>>
  env: Readonly<Record<string, string | undefined>>
  /** Throws when it cannot. */
  readFile: (path: string) => string
}

export type ParsedConfig =
  | { ok: Config; effective: EffectiveSetting[]; warnings: string[] }
  | { problems: string[] }

const LIST: [key: string, setting: Setting<unknown>][] = Object.entries(SETTINGS)

const variableOf = ({ name }: Setting<unknown>): string => `ORDERD_${name}`
const flagOf = ({ name }: Setting<unknown>): string => name.toLowerCase().replaceAll('_', '-')

/** What must be set together or not at all. */
const PAIRS = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['TLS_CERT', 'TLS_KEY'],
] as const

/** Precedence: flag, variable, file, default. An empty variable counts as not set. */
export function parseConfig(input: Input): ParsedConfig {
  const values: Record<string, unknown> = {}
  const effective: EffectiveSetting[] = []
  const problems: string[] = []

  for (const [key, setting] of LIST) {
    const variable = variableOf(setting)
    const found = find(setting, input)
    if ('fault' in found) {
      problems.push(found.fault)
      continue
    }
    effective.push({
      variable,
      value: setting.mask?.(found.text) ?? found.text,
      source: found.source,
    })
    const parsed = setting.parse(found.text)
    if ('value' in parsed) values[key] = parsed.value
    else problems.push(`${found.from} ${parsed.fault}`)
  }

  for (const pair of PAIRS) {
    const set = pair.filter((name) =>
      effective.some((e) => e.variable === `ORDERD_${name}` && e.value),
    )
    if (set.length === 1) problems.push(`ORDERD_${pair[0]} and ORDERD_${pair[1]} go together`)
  }

  const { typos, strangers } = unknownVariables(input.env)
  problems.push(...typos)
  if (problems.length > 0) return { problems }
  // Every key of SETTINGS was parsed by its own parser in the loop above.
  return { ok: values as Config, effective, warnings: strangers }
}

type Found = { text: string; source: EffectiveSetting['source']; from: string } | { fault: string }

function find(setting: Setting<unknown>, { flags, env, readFile }: Input): Found {
  const variable = variableOf(setting)
  const flag = flags[flagOf(setting)]
  if (typeof flag === 'string') return { text: flag, source: 'flag', from: `--${flagOf(setting)}` }

  const text = env[variable]
  if (text) return { text, source: 'environment', from: variable }

  const path = setting.mask && env[`${variable}_FILE`]
  if (!path) return { text: setting.default, source: 'default', from: variable }
  const from = `${variable}_FILE`
  try {
    const content = readFile(path).replace(/\r?\n$/, '')
    return content === ''
      ? { fault: `${from}: the file is empty` }
      : { text: content, source: 'file', from }
  } catch (error) {
    return { fault: `${from}: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * A slip in a known name would silently leave the default in force: a problem. Any other stranger is
 * a warning only, since Kubernetes puts ORDERD_SERVICE_HOST and the like beside a service of this name.
 */
function unknownVariables(env: Input['env']): { typos: string[]; strangers: string[] } {
  const known = LIST.flatMap(([, setting]) =>
    setting.mask ? [variableOf(setting), `${variableOf(setting)}_FILE`] : [variableOf(setting)],
  )
  const typos: string[] = []
  const strangers: string[] = []
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith('ORDERD_') || known.includes(name)) continue
    const meant = didYouMean(name, known)
    if (meant) typos.push(`${name} is not a setting; did you mean ${meant}?`)
    else strangers.push(`${name} is not a setting`)
  }
  return { typos, strangers }
}

/** For parseArgs of node:util. */
export const settingFlags = (): Record<string, { type: 'string' }> =>
  Object.fromEntries(LIST.map(([, setting]) => [flagOf(setting), { type: 'string' }]))

/** The lines of --help. */
export function settingsHelp(): string {
  return LIST.map(([, setting]) => {
    const head = `  --${flagOf(setting)}`.padEnd(36) + variableOf(setting)
    const fallback = setting.default === '' ? '' : ` (default ${setting.default})`
    return `${head}\n      ${setting.help}${fallback}`
  }).join('\n')
}

/** The table of the README, in Markdown. */
export function settingsTable(): string {
  const rows = LIST.map(([, setting]) => {
    const variables = setting.mask
      ? `\`${variableOf(setting)}\`, \`${variableOf(setting)}_FILE\``
      : `\`${variableOf(setting)}\``
    const fallback = setting.default === '' ? '' : `\`${setting.default}\``
    return `| ${variables} | \`--${flagOf(setting)}\` | ${fallback} | ${setting.help} |`
  })
  return ['| variable | flag | default | |', '|---|---|---|---|', ...rows].join('\n')
}
