// Sessions and refresh tokens in SQL. Tokens are stored as digests. A used refresh token stays as long as its
// session, because its second use reveals a theft.

import type { Sql, Tx } from '#db/port.ts'
import type { Role } from '#domain/access.ts'
import type { RefreshToken } from '#domain/session.ts'

export interface Session {
  id: string
  user_id: number
  user_agent: string | null
  address: string | null
  created_at: number
  last_used_at: number
  expires_at: number
}

const COLUMNS = 'id, user_id, user_agent, address, created_at, last_used_at, expires_at'

/** The session, account and customer of a request, in one read. */
export interface SessionState {
  id: number
  name: string
  email: string
  role: Role
  disabled: number
  revoked_at: number | null
  expires_at: number
  customer_id: string | null
}

export const loadSessionState = (sql: Sql, sessionId: string): Promise<SessionState | null> =>
  sql.get<SessionState>(
    `SELECT u.id, u.name, u.email, u.role, u.disabled, s.revoked_at, s.expires_at,
       c.id AS customer_id
     FROM sessions s
     JOIN users u ON u.id = s.user_id
     LEFT JOIN customers c ON c.user_id = u.id
     WHERE s.id = $1`,
    [sessionId],
  )

/** The live sessions of a user, newest first. */
export const listSessions = (sql: Sql, userId: number, now: number): Promise<Session[]> =>
  sql.all<Session>(
    `SELECT ${COLUMNS}
     FROM sessions
     WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
     ORDER BY created_at DESC, id DESC
     LIMIT 200`,
    [userId, now],
  )

/** The addresses of the newest sessions of an account, ended ones too. */
export async function listSignInAddresses(sql: Sql, email: string): Promise<string[]> {
  const rows = await sql.all<{ address: string }>(
    `SELECT s.address
     FROM users u
     JOIN sessions s ON s.user_id = u.id
     WHERE u.email = $1 AND s.address IS NOT NULL
     ORDER BY s.created_at DESC
     LIMIT 200`,
    [email],
  )
  return rows.map(({ address }) => address)
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx.run(`INSERT INTO sessions (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    session.id,
    session.user_id,
    session.user_agent,
    session.address,
    session.created_at,
    session.last_used_at,
    session.expires_at,
  ])
}

/** Erases address and user agent of all sessions of a user. */
export async function eraseSessions(tx: Tx, userId: number): Promise<void> {
  await tx.run('UPDATE sessions SET user_agent = NULL, address = NULL WHERE user_id = $1', [userId])
}

/** Moves the end of the session to `expires_at`. */
export async function extendSession(
  tx: Tx,
  id: string,
  times: { now: number; expires_at: number },
): Promise<void> {
  await tx.run('UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1', [
    id,
    times.now,
    times.expires_at,
  ])
}

interface StoredToken extends RefreshToken {
  session_id: string
  user_id: number
}

/** Locks the token until the transaction ends: concurrent requests with one token are serialized. */
export async function lockRefreshToken(tx: Tx, hash: string): Promise<StoredToken | null> {
  await tx.lock('refresh_tokens', 'hash', hash)
  return tx.get<StoredToken>(
    `SELECT r.session_id, s.user_id, r.expires_at, r.used_at, r.successor_salt, s.revoked_at,
       u.disabled
     FROM refresh_tokens r
     JOIN sessions s ON s.id = r.session_id
     JOIN users u ON u.id = s.user_id
     WHERE r.hash = $1`,
    [hash],
  )
}

export async function insertRefreshToken(
  tx: Tx,
  token: { hash: string; session_id: string; created_at: number; expires_at: number },
): Promise<void> {
  await tx.run(
    `INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at)
     VALUES ($1, $2, $3, $4)`,
    [token.hash, token.session_id, token.created_at, token.expires_at],
  )
}

/** Records the successor of the token; erases the salt of its predecessor. */
export async function spendRefreshToken(
  tx: Tx,
  spent: { hash: string; session_id: string; successor_salt: string; now: number },
): Promise<void> {
  await tx.run(
    `UPDATE refresh_tokens
     SET successor_salt = NULL
     WHERE session_id = $1 AND successor_salt IS NOT NULL`,
    [spent.session_id],
  )
  await tx.run('UPDATE refresh_tokens SET used_at = $2, successor_salt = $3 WHERE hash = $1', [
    spent.hash,
    spent.now,
    spent.successor_salt,
  ])
}
