// The commands of orderd: words, arguments, options and help of each. The parser, every --help and
// `orderd completion` are made from this table.

interface Option {
  readonly type: 'boolean' | 'string'
  /** The word behind the flag in --help. */
  readonly value?: string
  readonly help: string
}

interface CommandSpec {
  readonly summary: string
  /** Arguments of the command; one that ends in ? is optional. */
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
  'dry-run': flag('check the file and write nothing'),
  events: flag('send events of imported records to webhooks'),
  format: text('csv|ndjson', 'where the file name does not end in .csv, .ndjson or .jsonl'),
  report: text('FILE', 'write the full report to a file, as JSON'),
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
      'new-shop': flag('also beside the secrets, backups or log of a shop whose database is lost'),
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
      name: text('NAME', 'name of the person (default: the part before the @)'),
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
    options: { status: flag('only list applied and pending migrations'), json },
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
    summary: 'copy the database into the backup directory, also while the server runs',
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
    summary: 'check every page of a backup; without FILE of the newest',
    args: ['FILE?'],
    options: { json },
    hasConfigFlags: true,
  },
  restore: {
    summary: 'replace the database by a backup; the old file is kept',
    args: ['FILE'],
    options: { json },
    hasConfigFlags: true,
  },
  move: {
    summary: 'copy all data from SQLite into an empty PostgreSQL and compare both',
    args: [],
    options: { to: text('URL', 'postgres://user:password@host/database'), json },
    hasConfigFlags: true,
  },
  'epoch renew': {
    summary: 'make every reader of the event log start over, after the file was put back',
    args: [],
    options: { json },
    hasConfigFlags: true,
  },
  health: {
    summary: 'ask a running server whether it is ready',
    args: [],
    options: { url: text('URL', 'address of another server'), json },
    hasConfigFlags: true,
  },
  doctor: {
    summary:
      'check data directory, disk, clock, database, configuration, ports, proxy and backups, and name remedies',
    args: [],
    options: {
      live: flag('also ask the server over its public address, by HTTP and a socket'),
      json,
    },
    hasConfigFlags: true,
  },
  config: {
    summary: 'show the effective configuration and the source of each field',
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

/** One string for each argument of the table. */
type Strings<Words extends readonly string[]> = {
  -readonly [I in keyof Words]: Words[I] extends `${string}?` ? string | undefined : string
}

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : string | undefined

/** A parsed command line. `flags` are those of lib/config.ts. */
export type InvocationOf<N extends CommandName> = {
  [K in N]: {
    command: K
    args: Strings<(typeof COMMANDS)[K]['args']>
    options: {
      -readonly [O in keyof (typeof COMMANDS)[K]['options']]: (typeof COMMANDS)[K]['options'][O] extends Option
        ? ValueOf<(typeof COMMANDS)[K]['options'][O]>
        : never
    }
    flags: Readonly<Record<string, string>>
  }
}[N]

export type Invocation = InvocationOf<CommandName>

export const specOf = (name: CommandName): CommandSpec => COMMANDS[name]
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[]
