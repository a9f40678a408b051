// The text of --help, from the tables of commands and of configuration.

import { configHelp } from '#lib/config.ts'
import { VERSION } from '#lib/version.ts'
import { COMMAND_NAMES, type CommandName, specOf } from './commands.ts'

export const helpOf = (name: CommandName | null): string =>
  name === null ? overview() : commandHelp(name)

const WIDTH = 30

const columns = (left: string, right: string): string => `  ${left.padEnd(WIDTH)}${right}`

function overview(): string {
  const lines = COMMAND_NAMES.map((name) => columns(usage(name), specOf(name).summary))
  return `orderd ${VERSION}: an order backend in one file

Usage: orderd <command>

${lines.join('\n')}

Each has --help. Exit codes: 0 done, 1 failed, 2 usage, 65 damaged data, 70 i/o error,
75 data directory in use, 78 configuration or schema.
`
}

const usage = (name: CommandName): string => [name, ...specOf(name).args].join(' ')

function commandHelp(name: CommandName): string {
  const { summary, options, hasConfigFlags } = specOf(name)
  const own = Object.entries(options).map(([flag, { value, help }]) =>
    columns(`--${flag}${value === undefined ? '' : ` ${value}`}`, help),
  )
  const parts = [`Usage: orderd ${usage(name)} [options]\n\n${summary}\n`]
  if (own.length > 0) parts.push(`Options:\n${own.join('\n')}\n`)
  if (hasConfigFlags) parts.push(`Settings, as a flag or in the environment:\n${configHelp()}\n`)
  return parts.join('\n')
}
