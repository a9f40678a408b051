// The configuration of the process, from flags, environment and secret files, or every problem of them at
// once. Pure: the caller gives all three. No problem and no effective value contains a secret.

import { relative, resolve, sep } from 'node:path'
import { CONFIG_FIELDS, type Config, type ConfigField } from './config-fields.ts'
import { didYouMean } from './did-you-mean.ts'

export type { Config } from './config-fields.ts'

export interface EffectiveField {
  variable: string
  /** The text that was given, secrets masked. */
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
  | { ok: Config; effective: EffectiveField[]; warnings: string[] }
  | { problems: string[] }

const LIST: [key: string, field: ConfigField<unknown>][] = Object.entries(CONFIG_FIELDS)

const variableOf = ({ name }: ConfigField<unknown>): string => `ORDERD_${name}`
const flagOf = ({ name }: ConfigField<unknown>): string => name.toLowerCase().replaceAll('_', '-')

/** Fields that are set together or not at all. */
const PAIRS = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['TLS_CERT', 'TLS_KEY'],
] as const

/** Precedence: flag, variable, file, default. An empty variable counts as not set. */
export function parseConfig(input: Input): ParsedConfig {
  const values: Record<string, unknown> = {}
  const effective: EffectiveField[] = []
  const problems: string[] = []

  for (const [key, field] of LIST) {
    const variable = variableOf(field)
    const found = find(field, input)
    if ('fault' in found) {
      problems.push(found.fault)
      continue
    }
    effective.push({
      variable,
      value: field.mask?.(found.text) ?? found.text,
      source: found.source,
    })
    const parsed = field.parse(found.text)
    if ('value' in parsed) values[key] = parsed.value
    else problems.push(`${found.from} ${parsed.fault}`)
  }

  for (const pair of PAIRS) {
    const set = pair.filter((name) =>
      effective.some((e) => e.variable === `ORDERD_${name}` && e.value),
    )
    if (set.length === 1) problems.push(`ORDERD_${pair[0]} and ORDERD_${pair[1]} go together`)
  }

  const isRedirect = values.requireHttps === 'redirect'
  const target = values.publicUrl ?? null
  if (isRedirect && target !== null && !String(target).startsWith('https:')) {
    problems.push('ORDERD_REQUIRE_HTTPS=redirect needs an https:// address in ORDERD_PUBLIC_URL')
  }

  const { backupTo, dataDir } = values
  if (isDirectory(backupTo) && isWithin(String(dataDir), backupTo.path)) {
    problems.push('ORDERD_BACKUP_TO is in ORDERD_DATA_DIR: a copy there is lost with the data')
  }

  const { typos, others } = unknownVariables(input.env)
  problems.push(...typos)
  if (problems.length > 0) return { problems }
  // Every key of CONFIG_FIELDS was parsed by its own parser in the loop above.
  const warnings = isRedirect && target === null ? [...others, HOST_DECIDES] : others
  return { ok: values as Config, effective, warnings }
}

const HOST_DECIDES =
  'ORDERD_REQUIRE_HTTPS=redirect leads to the Host that a request names, until ORDERD_PUBLIC_URL says where'

const isDirectory = (target: unknown): target is { path: string } =>
  typeof target === 'object' && target !== null && 'path' in target

const isWithin = (outer: string, inner: string): boolean =>
  relative(resolve(outer), resolve(inner)).split(sep, 1)[0] !== '..'

type Found = { text: string; source: EffectiveField['source']; from: string } | { fault: string }

function find(field: ConfigField<unknown>, { flags, env, readFile }: Input): Found {
  const variable = variableOf(field)
  const flag = flags[flagOf(field)]
  if (typeof flag === 'string') return { text: flag, source: 'flag', from: `--${flagOf(field)}` }

  const text = env[variable]
  if (text) return { text, source: 'environment', from: variable }

  const path = field.mask && env[`${variable}_FILE`]
  if (!path) return { text: field.default, source: 'default', from: variable }
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
 * A typing error in a name would silently leave the default in force: a problem. Any other unknown name is
 * a warning only, since Kubernetes sets ORDERD_SERVICE_HOST and the like beside a service of this name.
 */
function unknownVariables(env: Input['env']): { typos: string[]; others: string[] } {
  const known = LIST.flatMap(([, field]) =>
    field.mask ? [variableOf(field), `${variableOf(field)}_FILE`] : [variableOf(field)],
  )
  const typos: string[] = []
  const others: string[] = []
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith('ORDERD_') || known.includes(name)) continue
    const meant = didYouMean(name, known)
    if (meant) typos.push(`${name} is not a setting; did you mean ${meant}?`)
    else others.push(`${name} is not a setting`)
  }
  return { typos, others }
}

/** For parseArgs of node:util. */
export const configFlags = (): Record<string, { type: 'string' }> =>
  Object.fromEntries(LIST.map(([, field]) => [flagOf(field), { type: 'string' }]))

/** The lines of --help. */
export function configHelp(): string {
  return LIST.map(([, field]) => {
    const head = `  --${flagOf(field)}`.padEnd(36) + variableOf(field)
    const fallback = field.default === '' ? '' : ` (default ${field.default})`
    return `${head}\n      ${field.help}${fallback}`
  }).join('\n')
}

/** The table of the README, in Markdown. */
export function configTable(): string {
  const rows = LIST.map(([, field]) => {
    const variables = field.mask
      ? `\`${variableOf(field)}\`, \`${variableOf(field)}_FILE\``
      : `\`${variableOf(field)}\``
    const fallback = field.default === '' ? '' : `\`${field.default}\``
    return `| ${variables} | \`--${flagOf(field)}\` | ${fallback} | ${field.help} |`
  })
  return ['| variable | flag | default | |', '|---|---|---|---|', ...rows].join('\n')
}
