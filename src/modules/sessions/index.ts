// The routes of signing in, staying signed in and signing out. Every refused sign-in gets the same bytes after
// the same work: an unknown e-mail costs a dummy hash.

import { Elysia } from 'elysia'
import type { Call, Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import type { Limiter } from '#http/rate-limit.ts'
import { responses } from '#http/responses.ts'
import { IdParams } from '#http/schema.ts'
import type { Tokens } from '#http/tokens.ts'
import type { Clock } from '#lib/clock.ts'
import { derivedToken, randomToken, sha256Hex } from '#lib/crypto.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { dummyVerify, hashPassword, verifyPassword } from '#lib/passwords.ts'
import { limitKey, type Proxies } from '#lib/proxies.ts'
import { foldEmail, loadUserByEmail, type User } from '#modules/users/public.ts'
import * as commands from './commands.ts'
import { Grant, presentSession, Refresh, SessionList, SessionModel, SignIn } from './model.ts'
import { listSessions, listSignInAddresses } from './store.ts'

interface SessionsDeps {
  guard: Guard
  execute: Execute
  db: Db
  clock: Clock
  ids: Ids
  log: Log
  tokens: Tokens
  proxies: Proxies
  /** Sign-ins and registrations, by address and by account. */
  signIns: Limiter
  ttl: { accessTokenTtlMs: number; refreshTokenTtlMs: number }
}

export function sessionsRoutes(deps: SessionsDeps) {
  const { guard, execute, db, clock, ids, log, tokens, proxies, signIns, ttl } = deps

  /** The user, or null; both take the same time. */
  async function verify(email: string, password: string) {
    const user = await loadUserByEmail(db.read, email)
    if (user === null) {
      await dummyVerify(password)
      return null
    }
    const verified = await verifyPassword(password, user.password_hash)
    if (!verified.ok) {
      if (verified.malformed) log.error('a stored password is damaged', { user: user.id })
      return { user, isRight: false, needsRehash: false }
    }
    return { user, isRight: !user.disabled, needsRehash: verified.needsRehash }
  }

  /**
   * The bucket of an attempt: that of the account, or one of the address's own where it has signed in to the account
   * before. A stranger who knows the e-mail fills the former alone.
   */
  async function attemptsOf(account: string, from: string): Promise<string> {
    const addresses = await listSignInAddresses(db.read, account)
    const isKnown = addresses.some((address) => limitKey(address) === from)
    return isKnown ? `account:${account} from ${from}` : `account:${account}`
  }

  async function grant(userId: number, sessionId: string, refreshToken: string): Promise<Response> {
    const claims = {
      user_id: userId,
      session_id: sessionId,
      expires_at: clock.now() + ttl.accessTokenTtlMs,
    }
    const body: Grant = {
      access_token: await tokens.sign(claims),
      token_type: 'bearer',
      expires_in: Math.floor(ttl.accessTokenTtlMs / 1000),
      refresh_token: refreshToken,
    }
    return json(body)
  }

  async function signIn(
    user: User,
    password: string,
    needsRehash: boolean,
    device: Device,
    call: Call,
  ) {
    const sessionId = ids.next('ses')
    const refreshToken = randomToken()
    const args = {
      session_id: sessionId,
      user_id: user.id,
      password_hash: user.password_hash,
      better_hash: needsRehash ? await hashPassword(password) : null,
      ...device,
      refresh_hash: sha256Hex(refreshToken),
      refresh_expires_at: clock.now() + ttl.refreshTokenTtlMs,
    }
    await execute(commands.openSession, args, withoutKey(call))
    return grant(user.id, sessionId, refreshToken)
  }

  const deviceOf = (request: Request): Device => ({
    address: proxies.addressOf(request),
    user_agent: request.headers.get('user-agent')?.slice(0, 300) ?? null,
  })

  const find = async (caller: Caller, sessionId: string) => {
    const sessions = await listSessions(db.read, own(caller).user_id, clock.now())
    return sessions.find(({ id }) => id === sessionId)
  }
  const exists = async ({ id = '' }: Record<string, string>, caller: Caller): Promise<boolean> =>
    (await find(caller, id)) !== undefined

  return new Elysia({ name: 'sessions', normalize: false, detail: { tags: ['Accounts'] } })
    .use(guard)
    .post(
      '/users/login',
      async ({ body: { email, username, password }, call, request }) => {
        const address = email ?? username
        if (address === undefined) {
          throw invalid([{ path: 'email', message: 'Expected required property' }])
        }
        const account = foldEmail(address)
        signIns.take(await attemptsOf(account, proxies.limitKeyOf(request)))
        const found = await verify(account, password)
        if (found?.isRight) {
          return signIn(found.user, password, found.needsRehash, deviceOf(request), call)
        }
        const failure = { user_id: found?.user.id ?? null, ...deviceOf(request) }
        await execute(commands.noteFailedSignIn, failure, withoutKey(call))
        throw commands.invalidCredentials()
      },
      {
        who: 'anyone',
        limit: (request: Request) => signIns.take(`address:${proxies.limitKeyOf(request)}`),
        form: true,
        body: SignIn,
        response: responses(200, Grant, ['invalid_credentials', 'rate_limited']),
        detail: { operationId: 'signIn', summary: 'Sign in' },
      },
    )
    .post(
      '/users/refresh',
      async ({ body, call }) => {
        const { refresh_token: token } = body
        const salt = randomToken()
        const now = clock.now()
        const args = {
          hash: sha256Hex(token),
          arrived_at: now,
          salt,
          next_hash: sha256Hex(derivedToken(salt, token)),
          next_expires_at: now + ttl.refreshTokenTtlMs,
        }
        const { body: rotated } = await execute(commands.rotateSession, args, withoutKey(call))
        if (rotated.result !== 'rotated') throw refused(rotated.result)
        const { user_id, session_id } = rotated
        return grant(user_id, session_id, derivedToken(rotated.salt, token))
      },
      {
        who: 'anyone',
        body: Refresh,
        response: responses(200, Grant, ['invalid_token', 'token_expired']),
        detail: {
          operationId: 'refreshTokens',
          summary: 'Exchange a refresh token for new tokens',
        },
      },
    )
    .post(
      '/users/logout',
      ({ call }) => answer(execute(commands.signOut, own(call.caller), withoutKey(call))),
      {
        who: 'signed_in',
        response: responses(204, null),
        detail: { operationId: 'signOut', summary: 'End this session' },
      },
    )
    .get(
      '/users/me/sessions',
      async ({ call: { caller } }) => {
        const { user_id, session_id } = own(caller)
        const sessions = await listSessions(db.read, user_id, clock.now())
        const items = sessions.map((session) => presentSession(session, session_id))
        return json({ items, next_cursor: null })
      },
      {
        who: 'signed_in',
        response: responses(200, SessionList),
        detail: { operationId: 'listSessions', summary: 'Where I am signed in' },
      },
    )
    .delete(
      '/users/me/sessions',
      ({ call }) => {
        const { user_id } = own(call.caller)
        return answer(execute(commands.revokeSession, { user_id, session_id: null }, call))
      },
      {
        who: 'signed_in',
        response: responses(204, null),
        detail: { operationId: 'revokeSessions', summary: 'Sign out everywhere' },
      },
    )
    .get(
      '/users/me/sessions/:id',
      async ({ params, call: { caller } }) => {
        const session = await find(caller, params.id)
        if (session === undefined) throw notFound()
        return json(presentSession(session, own(caller).session_id))
      },
      {
        who: 'signed_in',
        params: IdParams('ses'),
        exists,
        response: responses(200, SessionModel),
        detail: { operationId: 'getSession', summary: 'One session' },
      },
    )
    .delete(
      '/users/me/sessions/:id',
      ({ params, call }) => {
        const { user_id } = own(call.caller)
        return answer(execute(commands.revokeSession, { user_id, session_id: params.id }, call))
      },
      {
        who: 'signed_in',
        params: IdParams('ses'),
        exists,
        response: responses(204, null),
        detail: { operationId: 'revokeSession', summary: 'End one session' },
      },
    )
}

/** The client of a sign-in. */
interface Device {
  address: string | null
  user_agent: string | null
}

/** Tokens must not be stored for a replay: the call without its idempotency key. */
const withoutKey = ({ caller, requestId }: Call): Call => ({ caller, requestId })

function own(caller: Caller): { user_id: number; session_id: string } {
  if (caller.kind !== 'user') throw notFound()
  return { user_id: caller.id, session_id: caller.session_id }
}

const refused = (result: 'expired' | 'invalid' | 'reused'): DomainError =>
  result === 'expired'
    ? new DomainError('token_expired', 'The token has expired')
    : new DomainError('invalid_token', 'The token is not valid')
