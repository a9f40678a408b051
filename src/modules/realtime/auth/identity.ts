// What live updates ask of accounts: who holds a token, and whether a caller is still who they were.
// Sockets outlive requests, so every end of a session must reach them: it comes as an event.

import { type Caller, callerKey } from '#domain/access.ts'
import type { LogEvent } from '#events/event.ts'

export interface Identity {
  caller: Caller
  /** When the token ends; null: it does not. */
  expiresAt: number | null
}

export type AuthFault = 'token_invalid' | 'token_expired' | 'account_disabled'

export interface Accounts {
  /** An access token or an API key. */
  authenticate(token: string): Promise<Identity | { fault: AuthFault }>
  /** The caller anew, as the database has them now: for whoever was known a moment ago. */
  renew(caller: Caller): Promise<Caller | { fault: AuthFault }>
}

/** Does this end the caller's session? */
type Ends = (caller: Caller) => boolean

export interface Revocations {
  /** What these events end, in order. */
  note(events: readonly LogEvent[]): readonly { account: string; ends: Ends }[]
  /** Was it ended by an event after `seq`? Asked when a check took time, lest one fell in between. */
  isEndedSince(seq: number, caller: Caller): boolean
}

/** As many as can come while one sign-in is checked; with more, everybody signs in again. */
const KEPT = 1_000

export function createRevocations(): Revocations {
  let kept: { seq: number; account: string; ends: Ends }[] = []
  let forgottenUpTo = 0
  return {
    note(events) {
      const found = events.flatMap((event) => endOf(event) ?? [])
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

function endOf(event: LogEvent): { seq: number; account: string; ends: Ends } | null {
  const { seq } = event
  if (event.type === 'session.revoked') {
    const session = event.body().session
    if (session === undefined) return null
    const { id, user_id, except } = session
    const ends: Ends = (caller) =>
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
