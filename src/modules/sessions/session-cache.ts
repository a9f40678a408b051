// The session cache saves a join on every request where this process is the only writer. The log reports every
// change of an account or a session in the turn of its commit, before its caller is answered, so that the cache
// is never older than an acknowledged write.

import type { Sql } from '#db/port.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Awaitable } from '#lib/awaitable.ts'
import { loadSessionState, type SessionState } from './store.ts'

const SESSIONS_MAX = 10_000

/** Events of accounts that change no session. */
const HARMLESS = new Set(['user.created', 'user.signed_in', 'user.sign_in_failed'])

const changesSessions = ({ type }: LogEvent): boolean =>
  (type.startsWith('user.') || type.startsWith('session.')) && !HARMLESS.has(type)

export function createSessionCache(read: Sql, tail: Pick<Tail, 'onAdvance'>) {
  const cached = new Map<string, SessionState>()
  tail.onAdvance((events) => {
    if (events.some(changesSessions)) cached.clear()
  })

  async function load(sessionId: string): Promise<SessionState | null> {
    const state = await loadSessionState(read, sessionId)
    if (state === null) return null
    if (cached.size >= SESSIONS_MAX) cached.clear()
    cached.set(sessionId, state)
    return state
  }

  return (sessionId: string, now: number): Awaitable<SessionState | null> => {
    const found = cached.get(sessionId)
    // The session may have been extended meanwhile: an expired one is read again.
    return found && found.expires_at > now ? found : load(sessionId)
  }
}
