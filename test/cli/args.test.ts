// The command line as a person types it, slips included.

import { expect, test } from 'bun:test'
import { parseCommandLine, UsageError } from '#cli/args.ts'
import { COMMAND_NAMES } from '#cli/commands.ts'
import { helpOf } from '#cli/help.ts'

const parse = (line: string) => parseCommandLine(line.split(' ').filter((word) => word !== ''))

function mistakeOf(line: string): string {
  try {
    parse(line)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error(`${line} was understood`)
}

test('a command of two words takes its arguments, its own options and the settings apart', () => {
  expect(parse('import orders a.csv --map a.json --dry-run --data-dir /d --port=3001')).toEqual({
    command: 'import orders',
    args: ['a.csv'],
    options: {
      map: 'a.json',
      'dry-run': true,
      events: false,
      format: undefined,
      report: undefined,
      json: false,
    },
    flags: { 'data-dir': '/d', port: '3001' },
  })
})

test('flags may stand anywhere', () => {
  expect(parse('users create --admin jane@example.com')).toMatchObject({
    command: 'users create',
    args: ['jane@example.com'],
    options: { admin: true },
  })
})

test('a slip is told with the word that was meant', () => {
  expect(mistakeOf('sevre')).toBe('orderd has no command sevre; did you mean serve?')
  expect(mistakeOf('users creat x')).toBe('orderd users has no creat; did you mean create?')
  expect(mistakeOf('serve --prot 1')).toBe('orderd serve: has no flag --prot; did you mean --port?')
})

test('what is missing or too much is told', () => {
  expect(mistakeOf('users set-role jane@example.com')).toBe('orderd users set-role needs ROLE')
  expect(mistakeOf('health now')).toBe('orderd health: what is now?')
  expect(mistakeOf('users')).toBe(
    'orderd users needs one of: create, list, set-role, reset-password',
  )
  expect(mistakeOf('version --port 1')).toBe('orderd version: has no flag --port')
})

test('every command has --help, which names its options and, where it takes them, the settings', () => {
  for (const name of COMMAND_NAMES) {
    expect(parse(`${name} --help`)).toEqual({ command: 'help', of: name })
    expect(helpOf(name)).toStartWith(`Usage: orderd ${name}`)
  }
  expect(helpOf('serve')).toContain('ORDERD_PORT')
  expect(helpOf('import orders')).toContain('--dry-run')
  expect(helpOf(null)).toContain('75 data directory in use')
})

test('asking for help or the version in the usual ways works', () => {
  expect(parse('')).toEqual({ command: 'help', of: null })
  expect(parse('--help')).toEqual({ command: 'help', of: null })
  expect(parse('users --help')).toEqual({ command: 'help', of: null })
  expect(parse('help users list')).toEqual({ command: 'help', of: 'users list' })
  expect(parse('--version')).toMatchObject({ command: 'version' })
})
