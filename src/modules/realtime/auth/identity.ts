// Identities of readers: the account behind a token, and the events that end its session. Sockets
// outlive requests, so each end of a session reaches them as an event.

import { type Caller, callerKey } from '#domain/access.ts'
import type { Result } from '#domain/result.ts'
import type { LogEvent } from '#events/event.ts'
import type { Authentication, AuthFault, Identity } from '#modules/sessions/public.ts'

export type { Authentication, AuthFault, Identity }

/** Checks one credential. */
export type Check = () => Promise<Result<Identity, AuthFault>>

/** True where the caller's session ends. */
type EndsSession = (caller: Caller) => boolean

interface Revocation {
  /** The key of an account, as of `callerKey`. */
  account: string
  ends: EndsSession
}

export interface Revocations {
  /** Keeps the revocations among these events and returns them, in order. */
  note(events: readonly LogEvent[]): readonly Revocation[]
  /** True where an event after `seq` ended the session: one may come while a check is under way. */
  isEndedSince(seq: number, caller: Caller): boolean
}

/** More than can come while one sign-in is checked; beyond it every account is checked again. */
const KEPT = 1_000

export function createRevocations(): Revocations {
  let kept: (Revocation & { seq: number })[] = []
  let forgottenUpTo = 0
  return {
    note(events) {
      const found = events.flatMap((event) => revocationOf(event) ?? [])
      kept.push(...found)
      if (kept.length > KEPT) {
        forgottenUpTo = kept[kept.length - KEPT - 1]?.seq ?? forgottenUpTo
        kept = kept.slice(-KEPT)
      }
      return found
    },
    isEndedSince(seq, caller) {
      if (seq < forgottenUpTo) return true
      const account = callerKey(caller)
      return kept.some((end) => end.seq > seq && end.account === account && end.ends(caller))
    },
  }
}

function revocationOf(event: LogEvent): (Revocation & { seq: number }) | null {
  const { seq } = event
  if (event.type === 'session.revoked') {
    const session = event.body().session
    if (session === undefined) return null
    const { id, user_id, except } = session
    const ends: EndsSession = (caller) =>
      caller.kind === 'user' &&
      (id === null ? caller.session_id !== except : caller.session_id === id)
    return { seq, account: `user:${user_id}`, ends }
  }
  if (event.type === 'api_key.revoked') {
    const key = event.body().api_key
    return key === undefined ? null : { seq, account: `api_key:${key.id}`, ends: () => true }
  }
  return null
}
