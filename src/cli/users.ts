// Accounts, by the person at the server. A password is read from a file or standard input, never
// from the command line, which other processes can see; without one a random one is made and shown.

import { readFileSync } from 'node:fs'
import { ROLES } from '#domain/access.ts'
import { randomToken } from '#lib/crypto.ts'
import { type Api, withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

interface Account {
  id: number
  name: string
  email: string
  role: string
  disabled: boolean
  created_at: string
}

const PASSWORD_BYTES = 15

export async function create(
  { args: [email], options, flags }: InvocationOf<'users create'>,
  io: Io,
): Promise<number> {
  const role = roleOf(options.admin ? 'admin' : (options.role ?? 'user'))
  const password = await passwordFrom(options['password-file'], io)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, (api) =>
    api.call<Account>('POST', '/operator/users', {
      email,
      name: options.name ?? email.split('@')[0] ?? email,
      role,
      password: password.text,
    }),
  )
  tell(account, `created ${role} ${account.email}, user ${account.id}`, password, options.json, io)
  return EXIT.done
}

export async function list(
  { options, flags }: InvocationOf<'users list'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  await withApi(config, async (api) => {
    for await (const user of everyone(api)) {
      const { id, email, role, disabled, name } = user
      const columns = `${String(id).padStart(6)}  ${role.padEnd(8)}${email.padEnd(36)}${name}`
      io.out(options.json ? jsonLine(user) : line(`${columns}${disabled ? '  (disabled)' : ''}`))
    }
  })
  return EXIT.done
}

async function* everyone(api: Api): AsyncGenerator<Account> {
  let cursor: string | null = ''
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: Account[]; next_cursor: string | null } = await api.call(
      'GET',
      `/users?limit=200${after}`,
    )
    yield* page.items
    cursor = page.next_cursor
  }
}

export async function setRole(
  { args: [email, wanted], options, flags }: InvocationOf<'users set-role'>,
  io: Io,
): Promise<number> {
  const role = roleOf(wanted)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, async (api) => {
    const { id } = await find(api, email)
    return api.call<Account>('PATCH', `/users/${id}`, { role })
  })
  io.out(options.json ? jsonLine(account) : line(`${account.email} is ${account.role}`))
  return EXIT.done
}

export async function resetPassword(
  { args: [email], options, flags }: InvocationOf<'users reset-password'>,
  io: Io,
): Promise<number> {
  const password = await passwordFrom(options['password-file'], io)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, async (api) => {
    await find(api, email)
    const body = { email, password: password.text }
    return api.call<Account>('POST', '/operator/users/password', body)
  })
  tell(account, `${account.email} has a new password`, password, options.json, io)
  return EXIT.done
}

async function find(api: Api, email: string): Promise<Account> {
  try {
    return await api.call<Account>('POST', '/operator/users/find', { email })
  } catch (error) {
    if (error instanceof Failure && error.message === 'Not found') {
      throw new Failure(`there is no account ${email}`)
    }
    throw error
  }
}

function roleOf(text: string): string {
  if (ROLES.some((role) => role === text)) return text
  throw new Failure(`${text} is no role: ${ROLES.join(', ')}`, EXIT.usage)
}

interface Password {
  text: string
  isMade: boolean
}

async function passwordFrom(path: string | undefined, io: Io): Promise<Password> {
  if (path === undefined) return { text: randomToken(PASSWORD_BYTES), isMade: true }
  const text = path === '-' ? await io.readStdin() : readFileSync(path, 'utf8')
  return { text: text.replace(/\r?\n$/, ''), isMade: false }
}

/** A password that was made is shown this once. */
function tell(
  account: Account,
  sentence: string,
  { text, isMade }: Password,
  asJson: boolean,
  io: Io,
): void {
  const password = isMade ? { password: text } : {}
  if (asJson) io.out(jsonLine({ ...account, ...password }))
  else io.out(line(isMade ? `${sentence}\npassword: ${text}` : sentence))
}
