// Accounts for the commands of users. A password comes from a file or standard input, not from the
// command line, which other processes can read; without one a random one is made and printed.

import { readFileSync } from 'node:fs'
import { ROLES } from '#domain/access.ts'
import { randomToken } from '#lib/crypto.ts'
import type { Api } from './api.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'

export interface Account {
  id: number
  name: string
  email: string
  role: string
  disabled: boolean
  created_at: string
}

const PASSWORD_BYTES = 15

export async function findAccount(api: Api, email: string): Promise<Account> {
  try {
    return await api.call<Account>('POST', '/operator/users/find', { email })
  } catch (error) {
    if (error instanceof Failure && error.message === 'Not found') {
      throw new Failure(`there is no account ${email}`)
    }
    throw error
  }
}

/** Exit code 2 for another word than a role. */
export function roleOf(text: string): string {
  if (ROLES.some((role) => role === text)) return text
  throw new Failure(`${text} is no role: ${ROLES.join(', ')}`, EXIT.usage)
}

export interface Password {
  text: string
  isRandom: boolean
}

/** `path` is a file, `-` for standard input, or undefined for a random password. */
export async function passwordFrom(path: string | undefined, io: Io): Promise<Password> {
  if (path === undefined) return { text: randomToken(PASSWORD_BYTES), isRandom: true }
  const text = path === '-' ? await io.readStdin() : readFileSync(path, 'utf8')
  return { text: text.replace(/\r?\n$/, ''), isRandom: false }
}

/** Prints a random password this once. */
export function printAccount(
  account: Account,
  sentence: string,
  { text, isRandom }: Password,
  asJson: boolean,
  io: Io,
): void {
  const password = isRandom ? { password: text } : {}
  if (asJson) io.out(jsonLine({ ...account, ...password }))
  else io.out(line(isRandom ? `${sentence}\npassword: ${text}` : sentence))
}
