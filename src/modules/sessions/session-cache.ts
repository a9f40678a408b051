// The standing of a session, from memory where this process writes the database alone: the log tells
// of every change of an account or a session in the turn of its commit, before its caller is answered,
// so what is remembered is never older than what was acknowledged. Saves a join on every request.

import type { Sql } from '#db/port.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { loadStanding, type Standing } from './store.ts'

const REMEMBERED = 10_000

/** These tell of a sign-in and change nobody's standing. */
const HARMLESS = new Set(['user.created', 'user.signed_in', 'user.sign_in_failed'])

const changesStanding = ({ type }: LogEvent): boolean =>
  (type.startsWith('user.') || type.startsWith('session.')) && !HARMLESS.has(type)

export function rememberStanding(read: Sql, tail: Pick<Tail, 'onAdvance'>) {
  const known = new Map<string, Standing>()
  tail.onAdvance((events) => {
    if (events.some(changesStanding)) known.clear()
  })
  return async (sessionId: string, now: number): Promise<Standing | null> => {
    const remembered = known.get(sessionId)
    // A session may have been extended since; that it ended is looked up.
    if (remembered && remembered.expires_at > now) return remembered
    const standing = await loadStanding(read, sessionId)
    if (standing === null) return null
    if (known.size >= REMEMBERED) known.clear()
    known.set(sessionId, standing)
    return standing
  }
}
