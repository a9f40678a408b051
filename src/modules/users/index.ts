// The routes of accounts: registration, set-up, the own profile, and all accounts for an admin. Passwords are
// hashed here, before the command, because a command's transaction must not wait for anything else.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { type Caller, ROLES } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import type { Limiter } from '#http/rate-limit.ts'
import { responses } from '#http/responses.ts'
import { ListQuery, OneOf, Page, Text } from '#http/schema.ts'
import { sha256Hex } from '#lib/crypto.ts'
import { decodeCursor, encodeCursor } from '#lib/cursor.ts'
import type { Log } from '#lib/log.ts'
import { hashPassword, verifyPassword } from '#lib/passwords.ts'
import type { Proxies } from '#lib/proxies.ts'
import * as commands from './commands.ts'
import {
  foldEmail,
  ManagedUserModel,
  ProfilePatch,
  passwordFaults,
  presentManagedUser,
  presentUser,
  Registration,
  SetUp,
  UserModel,
  UserParams,
  UserPatch,
} from './model.ts'
import { listUsers, loadUser, type User } from './store.ts'

interface UsersDeps {
  guard: Guard
  execute: Execute
  db: Db
  log: Log
  proxies: Proxies
  /** Sign-ins and registrations, by address and by account. */
  signIns: Limiter
}

export function usersRoutes({ guard, execute, db, log, proxies, signIns }: UsersDeps) {
  const limit = (request: Request): void => signIns.take(`address:${proxies.limitKeyOf(request)}`)

  /** Takes from the rate limit, checks and hashes the password. 422 validation; 429 rate_limited. */
  async function newAccount({ name, email, password }: Registration) {
    signIns.take(`account:${foldEmail(email)}`)
    refuse(await passwordFaults(password, email))
    return { name, email, password_hash: await hashPassword(password) }
  }

  /** The hashes before and after a change of password. 422 where the current password is not right. */
  async function newHash(user: User, current: string | undefined, password: string) {
    if (current === undefined) throw commands.wrongPassword()
    // This caller has signed in: strangers who try the e-mail do not count.
    signIns.take(`password:${user.id}`)
    refuse(await passwordFaults(password, user.email))
    const verified = await verifyPassword(current, user.password_hash)
    if (!verified.ok) {
      if (verified.malformed) log.error('a stored password is damaged', { user: user.id })
      throw commands.wrongPassword()
    }
    return { from: user.password_hash, to: await hashPassword(password) }
  }

  const exists = async ({ id }: Record<string, string>): Promise<boolean> =>
    (await loadUser(db.read, Number(id))) !== null

  return new Elysia({ name: 'users', normalize: false, detail: { tags: ['Accounts'] } })
    .use(guard)
    .post(
      '/users',
      async ({ body, call }) =>
        answer(execute(commands.registerUser, await newAccount(body), call)),
      {
        who: 'anyone',
        limit,
        body: Registration,
        response: responses(201, UserModel, ['email_taken', 'rate_limited']),
        detail: { operationId: 'registerUser', summary: 'Register' },
      },
    )
    .post(
      '/users/setup',
      async ({ body: { token, ...account }, call }) => {
        const args = { ...(await newAccount(account)), link_hash: sha256Hex(token) }
        return answer(execute(commands.setUpFirstAdmin, args, call))
      },
      {
        who: 'anyone',
        limit,
        body: SetUp,
        response: responses(201, UserModel, ['invalid_token', 'email_taken', 'rate_limited']),
        detail: {
          operationId: 'setUpFirstAdmin',
          summary: 'Become the first admin by the one-time link',
        },
      },
    )
    .get(
      '/users/me',
      async ({ call: { caller } }) => json(presentUser(await loadUserOf(db, caller))),
      {
        who: 'signed_in',
        response: responses(200, UserModel),
        detail: { operationId: 'getMe', summary: 'Who am I' },
      },
    )
    .patch(
      '/users/me',
      async ({ body: { name, password, current_password: current }, call }) => {
        const user = await loadUserOf(db, call.caller)
        const hash = password === undefined ? undefined : await newHash(user, current, password)
        const change = {
          id: user.id,
          session_id: sessionOf(call.caller),
          ...(name === undefined ? {} : { name }),
          ...(hash === undefined ? {} : { password_hash: hash }),
        }
        return answer(execute(commands.updateProfile, change, call))
      },
      {
        who: 'signed_in',
        body: ProfilePatch,
        response: responses(200, UserModel, ['rate_limited']),
        detail: { operationId: 'updateMe', summary: 'Change name or password' },
      },
    )
    .get(
      '/users',
      async ({ query: { limit = 50, cursor, q, role } }) => {
        const list = { sort: 'id', filter: { q, role } }
        const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number'])
        if (cursor !== undefined && after === null) {
          throw new DomainError('malformed', 'The cursor is not one of this list.')
        }
        const found = await listUsers(db.read, { q, role }, { after, limit: limit + 1 })
        const users = found.slice(0, limit)
        const last = users.at(-1)
        const isEnd = found.length <= limit || last === undefined
        return json({
          items: users.map(presentManagedUser),
          next_cursor: isEnd ? null : encodeCursor(list, [last.id]),
        })
      },
      {
        who: 'admin',
        query: ListQuery({
          q: Type.Optional(Text({ maxLength: 200, description: 'Part of a name or an e-mail.' })),
          role: Type.Optional(OneOf(ROLES)),
        }),
        response: responses(200, Page(ManagedUserModel)),
        detail: { operationId: 'listUsers', summary: 'Accounts, in the order they were made' },
      },
    )
    .get(
      '/users/:id',
      async ({ params }) => {
        const user = await loadUser(db.read, Number(params.id))
        if (user === null) throw notFound()
        return json(presentManagedUser(user))
      },
      {
        who: 'admin',
        params: UserParams,
        exists,
        response: responses(200, ManagedUserModel),
        detail: { operationId: 'getUser', summary: 'One account' },
      },
    )
    .patch(
      '/users/:id',
      ({ params, body, call }) =>
        answer(execute(commands.updateUserByAdmin, { id: Number(params.id), ...body }, call)),
      {
        who: 'admin',
        params: UserParams,
        body: UserPatch,
        exists,
        response: responses(200, ManagedUserModel, ['last_admin']),
        detail: { operationId: 'updateUser', summary: 'Change role or name, disable or enable' },
      },
    )
}

function refuse(faults: Parameters<typeof invalid>[0]): void {
  if (faults.length > 0) throw invalid(faults)
}

async function loadUserOf(db: Db, caller: Caller): Promise<User> {
  const user = caller.kind === 'user' ? await loadUser(db.read, caller.id) : null
  if (user === null) throw notFound()
  return user
}

const sessionOf = (caller: Caller): string => (caller.kind === 'user' ? caller.session_id : '')
