// Parses argv into a tagged union: a command and its arguments. An unknown word is refused with the
// nearest one of the table.

import { parseArgs } from 'node:util'
import { configFlags } from '#lib/config.ts'
import { didYouMean } from '#lib/did-you-mean.ts'
import { COMMAND_NAMES, type CommandName, type Invocation, specOf } from './commands.ts'

export type Parsed =
  | Invocation
  /** null: the list of commands. */
  | { command: 'help'; of: CommandName | null }

/** Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const HELP_FLAGS = ['--help', '-h']

export function parseCommandLine(argv: readonly string[]): Parsed {
  const [first, second] = argv
  if (first === undefined || first === 'help' || HELP_FLAGS.includes(first)) {
    const topic = COMMAND_NAMES.find((name) => name === argv.slice(1).join(' '))
    return { command: 'help', of: topic ?? null }
  }
  if (first === '--version' || first === '-v') return parseCommand('version', argv.slice(1))
  const name = COMMAND_NAMES.find((one) => one === first || one === `${first} ${second}`)
  if (name === undefined) return parseUnknown(first, second)
  return parseCommand(name, argv.slice(name.split(' ').length))
}

/** `users --help` is the list of commands; any other unknown command is a UsageError. */
function parseUnknown(first: string, second: string | undefined): Parsed {
  const group = COMMAND_NAMES.filter((name) => name.startsWith(`${first} `))
  if (group.length > 0) {
    const words = group.map((name) => name.slice(first.length + 1))
    if (second !== undefined && HELP_FLAGS.includes(second)) return { command: 'help', of: null }
    if (second === undefined) {
      throw new UsageError(`orderd ${first} needs one of: ${words.join(', ')}`)
    }
    const meant = didYouMean(second, words)
    throw new UsageError(
      `orderd ${first} has no ${second}${meant ? `; did you mean ${meant}?` : `: ${words.join(', ')}`}`,
    )
  }
  const meant = didYouMean(first, [
    ...new Set(COMMAND_NAMES.flatMap((name) => name.split(' ')[0] ?? [])),
  ])
  throw new UsageError(`orderd has no command ${first}${meant ? `; did you mean ${meant}?` : ''}`)
}

function parseCommand(name: CommandName, argv: readonly string[]): Parsed {
  if (argv.some((word) => HELP_FLAGS.includes(word))) return { command: 'help', of: name }
  const spec = specOf(name)
  const configured = spec.hasConfigFlags ? configFlags() : {}
  const own = Object.entries(spec.options).map(([flag, { type }]) => [flag, { type }] as const)
  const { values, positionals } = parse(name, [...argv], {
    ...configured,
    ...Object.fromEntries(own),
  })
  checkArgs(name, spec.args, positionals)
  const options = Object.fromEntries(
    own.map(([flag, { type }]) => [flag, values[flag] ?? (type === 'boolean' ? false : undefined)]),
  )
  const given = Object.entries(values).filter(
    ([flag]) => flag in configured && !(flag in spec.options),
  )
  // The table's entry parsed these; the compiler cannot see it.
  return {
    command: name,
    args: positionals,
    options,
    flags: Object.fromEntries(given),
  } as unknown as Invocation
}

type Flags = Record<string, { type: 'boolean' | 'string' }>

function parse(name: CommandName, args: string[], options: Flags) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const flag = /'?--([\w-]+)/.exec(error.message)?.[1] ?? ''
    const meant = flag in options ? undefined : didYouMean(flag, Object.keys(options))
    const message = flag !== '' && !(flag in options) ? `has no flag --${flag}` : error.message
    throw new UsageError(`orderd ${name}: ${message}${meant ? `; did you mean --${meant}?` : ''}`)
  }
}

function checkArgs(name: CommandName, wanted: readonly string[], given: readonly string[]): void {
  const missing = wanted[given.length]
  if (missing !== undefined && !missing.endsWith('?'))
    throw new UsageError(`orderd ${name} needs ${missing}`)
  const extra = given[wanted.length]
  if (extra !== undefined) throw new UsageError(`orderd ${name}: what is ${extra}?`)
}
