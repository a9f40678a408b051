// Every command of orderd, once: its words, what it takes and what it is for. From this table come
// the parsing, every --help and `orderd completion`, so none of them can disagree. It runs nothing.

interface Option {
  readonly type: 'boolean' | 'string'
  /** What stands behind the flag in --help. */
  readonly value?: string
  readonly help: string
}

interface CommandSpec {
  readonly summary: string
  /** Words behind the command; one that ends in ? may be left out. */
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  /** It takes the configuration of the process as flags. */
  readonly hasConfigFlags: boolean
}

const flag = (help: string) => ({ type: 'boolean', help }) as const
const text = (value: string, help: string) => ({ type: 'string', value, help }) as const
const json = flag('answer as JSON')

const IMPORT_OPTIONS = {
  map: text('FILE', 'a map file: which column is which field'),
  'dry-run': flag('go through the file and write nothing'),
  events: flag('let webhooks hear of what comes in'),
  format: text('csv|ndjson', 'where the file name does not end in .csv, .ndjson or .jsonl'),
  report: text('FILE', 'write the whole report there, as JSON'),
  json,
} as const

export const COMMANDS = {
  serve: {
    summary: 'run the server',
    args: [],
    options: { demo: flag('add sample data and a simulated flow of live orders') },
    hasConfigFlags: true,
  },
  init: {
    summary: 'make an empty shop without starting it',
    args: [],
    options: {
      'new-shop': flag(
        'also where secrets, backups or the mark of a shop are whose database is gone',
      ),
      json,
    },
    hasConfigFlags: true,
  },
  'users create': {
    summary: 'create an account; prints its password, or a link to set one',
    args: ['EMAIL'],
    options: {
      admin: flag('with the role admin'),
      role: text('ROLE', 'admin, editor or user (default user)'),
      name: text('NAME', 'how it is called (default: the part before the @)'),
      'password-file': text('FILE', 'take the password from a file; - is standard input'),
      json,
    },
    hasConfigFlags: true,
  },
  'users list': {
    summary: 'list the accounts',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  'users set-role': {
    summary: 'change the role of an account',
    args: ['EMAIL', 'ROLE'],
    options: { json },
    hasConfigFlags: true,
  },
  'users reset-password': {
    summary: 'give an account a new password and end its sessions',
    args: ['EMAIL'],
    options: {
      'password-file': text('FILE', 'take the password from a file; - is standard input'),
      json,
    },
    hasConfigFlags: true,
  },
  migrate: {
    summary: 'bring the database to the schema of this binary',
    args: [],
    options: { status: flag('only show what is applied and what is pending'), json },
    hasConfigFlags: true,
  },
  'import orders': {
    summary: 'import orders from CSV or NDJSON',
    args: ['FILE'],
    options: IMPORT_OPTIONS,
    hasConfigFlags: true,
  },
  'import products': {
    summary: 'import products from CSV or NDJSON',
    args: ['FILE'],
    options: IMPORT_OPTIONS,
    hasConfigFlags: true,
  },
  'import customers': {
    summary: 'import customers from CSV or NDJSON',
    args: ['FILE'],
    options: IMPORT_OPTIONS,
    hasConfigFlags: true,
  },
  'export orders': {
    summary: 'write orders to a CSV or NDJSON file; - is standard output',
    args: ['FILE'],
    options: {
      filter: text('QUERY', "as in the list's address: 'status=confirmed&tag=gift'"),
      format: text('csv|ndjson', 'where the file name does not end in .csv, .ndjson or .jsonl'),
    },
    hasConfigFlags: true,
  },
  'backup create': {
    summary: 'copy the database into the directory of backups, also while it is in use',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  'backup list': {
    summary: 'list the backups, newest first',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  'backup verify': {
    summary: 'open a backup and check every page of it; without a FILE the newest',
    args: ['FILE?'],
    options: { json },
    hasConfigFlags: true,
  },
  restore: {
    summary: 'put a backup in the place of the database; the old file is kept',
    args: ['FILE'],
    options: { json },
    hasConfigFlags: true,
  },
  move: {
    summary: 'copy everything from SQLite into an empty PostgreSQL and check that it is the same',
    args: [],
    options: { to: text('URL', 'postgres://user:password@host/database'), json },
    hasConfigFlags: true,
  },
  'epoch renew': {
    summary: 'make every reader of the event log start anew, after a file-level rollback',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  health: {
    summary: 'ask a running server whether it is ready',
    args: [],
    options: { url: text('URL', 'another server than the one of these settings'), json },
    hasConfigFlags: true,
  },
  doctor: {
    summary: 'check data directory, disk, database, configuration and port; say the mend',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  config: {
    summary: 'show the effective settings and where each comes from',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  openapi: { summary: 'print the OpenAPI document', args: [], options: {}, hasConfigFlags: false },
  completion: {
    summary: 'print a completion script',
    args: ['SHELL'],
    options: {},
    hasConfigFlags: false,
  },
  version: {
    summary: 'print version and commit',
    args: [],
    options: { json },
    hasConfigFlags: false,
  },
} as const satisfies Record<string, CommandSpec>

export type CommandName = keyof typeof COMMANDS

/** As many strings as the table has words. */
type Strings<Words extends readonly string[]> = {
  -readonly [I in keyof Words]: Words[I] extends `${string}?` ? string | undefined : string
}

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : string | undefined

/** A parsed command line. `flags` are those of lib/config.ts. */
export type Invocation = {
  [N in CommandName]: {
    command: N
    args: Strings<(typeof COMMANDS)[N]['args']>
    options: {
      -readonly [O in keyof (typeof COMMANDS)[N]['options']]: (typeof COMMANDS)[N]['options'][O] extends Option
        ? ValueOf<(typeof COMMANDS)[N]['options'][O]>
        : never
    }
    flags: Readonly<Record<string, string>>
  }
}[CommandName]

export type InvocationOf<N extends CommandName> = Extract<Invocation, { command: N }>

export const specOf = (name: CommandName): CommandSpec => COMMANDS[name]
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[]
