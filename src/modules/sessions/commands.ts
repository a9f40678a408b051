// The commands that open, rotate and end sessions. Tokens arrive as digests. A refused sign-in and a stolen
// refresh token are recorded, so these commands succeed and the route refuses: a throw would roll the record
// back.

import { Type } from '@sinclair/typebox'
import { type Answer, command, noContent } from '#commands/command.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { judgeRefresh, type RevocationReason, sessionRevoked } from '#domain/session.ts'
import { Nullable } from '#http/schema.ts'
import { loadUser, replacePasswordHash, revokeSessions } from '#modules/users/public.ts'
import {
  extendSession,
  insertRefreshToken,
  insertSession,
  lockRefreshToken,
  spendRefreshToken,
} from './store.ts'

const SignedIn = Type.Object({
  session_id: Type.String(),
  user_id: Type.Integer(),
  /** The hash that the password was verified against. */
  password_hash: Type.String(),
  /** The same password in the current hash format; null where it has that already. */
  better_hash: Nullable(Type.String()),
  user_agent: Nullable(Type.String()),
  address: Nullable(Type.String()),
  refresh_hash: Type.String(),
  refresh_expires_at: Type.Integer(),
})

export const invalidCredentials = (): DomainError =>
  new DomainError('invalid_credentials', 'Incorrect email or password')

/** 401 invalid_credentials where password or account changed while the password was verified. */
export const openSession = command({
  name: 'session.open',
  args: SignedIn,
  who: 'anyone',
  async run(tx, args, { now }) {
    const { session_id: id, user_id, password_hash, better_hash, user_agent, address } = args
    await tx.lock('users', 'id', user_id)
    const user = await loadUser(tx, user_id)
    if (user === null || user.disabled || user.password_hash !== password_hash) {
      throw invalidCredentials()
    }
    if (better_hash !== null) {
      await replacePasswordHash(tx, { id: user_id, from: password_hash, to: better_hash, now })
    }
    await insertSession(tx, {
      id,
      user_id,
      user_agent,
      address,
      created_at: now,
      last_used_at: now,
      expires_at: args.refresh_expires_at,
    })
    await insertRefreshToken(tx, {
      hash: args.refresh_hash,
      session_id: id,
      created_at: now,
      expires_at: args.refresh_expires_at,
    })
    return noContent([
      {
        type: 'user.signed_in',
        subject: { key: 'user', value: { id: user_id, session_id: id, address, user_agent } },
        actor: { type: 'user', id: user_id },
        staff_only: true,
      },
    ])
  },
})

const FailedSignIn = Type.Object({
  /** null: no such account. The typed e-mail is not kept: it may be a password. */
  user_id: Nullable(Type.Integer()),
  address: Nullable(Type.String()),
  user_agent: Nullable(Type.String()),
})

export const noteFailedSignIn = command({
  name: 'session.note_failure',
  args: FailedSignIn,
  who: 'anyone',
  async run(_tx, { user_id: id, address, user_agent }) {
    return noContent([
      {
        type: 'user.sign_in_failed',
        subject: { key: 'user', value: { id, address, user_agent } },
        staff_only: true,
      },
    ])
  },
})

const Rotation = Type.Object({
  hash: Type.String(),
  /** Arrival of the request, epoch ms: the commit may be later. */
  arrived_at: Type.Integer(),
  /** Derives the successor, where this request is the first with the token. */
  salt: Type.String(),
  next_hash: Type.String(),
  next_expires_at: Type.Integer(),
})

/** The result of a rotation. `salt` is that of the successor. */
type Rotated =
  | { result: 'rotated'; user_id: number; session_id: string; salt: string }
  | { result: 'expired' | 'invalid' | 'reused' }

/**
 * A refresh token has one successor. Used again within 10 s, while the successor is unused, it gets the same
 * one; any other second use means that the token was stolen, and ends the session.
 */
export const rotateSession = command({
  name: 'session.rotate',
  args: Rotation,
  who: 'anyone',
  async run(
    tx,
    { hash, arrived_at, salt, next_hash, next_expires_at: expires_at },
    { now },
  ): Promise<Answer<Rotated>> {
    const result = (body: Rotated): Answer<Rotated> => ({ status: 200, body, events: [] })
    const token = await lockRefreshToken(tx, hash)
    if (token === null) return result({ result: 'invalid' })
    const { user_id, session_id } = token
    const rotated = { result: 'rotated', user_id, session_id } as const
    const judged = judgeRefresh(token, arrived_at)
    if (judged.verdict === 'expired' || judged.verdict === 'invalid') {
      return result({ result: judged.verdict })
    }
    if (judged.verdict === 'repeated') return result({ ...rotated, salt: judged.salt })
    if (judged.verdict === 'reused') {
      await revokeSessions(tx, { user_id, only: session_id, now })
      return {
        status: 200,
        body: { result: 'reused' },
        events: [
          {
            type: 'user.token_reused',
            subject: { key: 'user', value: { id: user_id, session_id } },
            staff_only: true,
          },
          sessionRevoked({ user_id, id: session_id, reason: 'token_reused' }),
        ],
      }
    }
    await spendRefreshToken(tx, { hash, session_id, successor_salt: salt, now })
    await insertRefreshToken(tx, { hash: next_hash, session_id, created_at: now, expires_at })
    await extendSession(tx, session_id, { now, expires_at })
    return result({ ...rotated, salt })
  },
})

const Ending = Type.Object({
  user_id: Type.Integer(),
  /** null: all of them. */
  session_id: Nullable(Type.String()),
})

/** 404 not_found where the session does not exist, is another account's, or has ended. */
const endSession = (name: string, reason: RevocationReason) =>
  command({
    name,
    args: Ending,
    who: 'signed_in',
    async run(tx, { user_id, session_id: id }, { now }) {
      const ended = await revokeSessions(tx, { user_id, ...(id === null ? {} : { only: id }), now })
      if (ended === 0) throw notFound()
      return noContent([sessionRevoked({ user_id, id, reason })])
    },
  })

export const signOut = endSession('session.sign_out', 'logout')
export const revokeSession = endSession('session.revoke', 'revoked')
