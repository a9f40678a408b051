// Accounts in SQL. The e-mail is stored case-folded, so its UNIQUE constraint is the rule; ids come
// from the counter, so that the first account is user 1 and a refused registration leaves no gap.

import type { Param, Sql, Tx } from '#db/port.ts'
import { keyset } from '#db/where.ts'
import type { Role } from '#domain/access.ts'

export interface User {
  id: number
  name: string
  email: string
  password_hash: string
  role: Role
  disabled: boolean
  created_at: number
  updated_at: number
}

type UserRow = Omit<User, 'disabled'> & { disabled: number }

const COLUMNS = 'id, name, email, password_hash, role, disabled, created_at, updated_at'

const toUser = (row: UserRow): User => ({ ...row, disabled: row.disabled === 1 })

const first = async (sql: Sql, where: string, params: Param[]): Promise<User | null> => {
  const row = await sql.get<UserRow>(`SELECT ${COLUMNS} FROM users WHERE ${where}`, params)
  return row && toUser(row)
}

export const loadUser = (sql: Sql, id: number): Promise<User | null> => first(sql, 'id = $1', [id])

export const loadUserByEmail = (sql: Sql, email: string): Promise<User | null> =>
  first(sql, 'email = $1', [email])

interface UserFilter {
  q?: string | undefined
  role?: Role | undefined
}

/** Accounts by ascending id. `q` matches any part of name and e-mail. */
export async function listUsers(
  sql: Sql,
  { q, role }: UserFilter,
  range: { after: readonly number[] | null; limit: number },
): Promise<User[]> {
  const pattern = q === undefined ? undefined : `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const { tail, params } = keyset(
    [
      [`LOWER(name || ' ' || email) LIKE ? ESCAPE '\\'`, pattern],
      ['role = ?', role],
    ],
    { by: ['id'], direction: 'ASC' },
    range,
  )
  const rows = await sql.all<UserRow>(`SELECT ${COLUMNS} FROM users ${tail}`, params)
  return rows.map(toUser)
}

/** Takes the next id; serializes registrations. */
export async function nextUserId(tx: Tx): Promise<number> {
  const row = await tx.get<{ value: number }>(
    'UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING value',
    ['users'],
  )
  if (row === null) throw new Error('the counter of users is missing')
  return row.value
}

/** False where the e-mail is taken. */
export async function insertUser(tx: Tx, user: User): Promise<boolean> {
  const inserted = await tx.run(
    `INSERT INTO users (${COLUMNS})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (email) DO NOTHING`,
    [
      user.id,
      user.name,
      user.email,
      user.password_hash,
      user.role,
      user.disabled ? 1 : 0,
      user.created_at,
      user.updated_at,
    ],
  )
  return inserted === 1
}

export async function updateUser(tx: Tx, user: User): Promise<void> {
  await tx.run(
    `UPDATE users
     SET name = $2, role = $3, disabled = $4, updated_at = $5
     WHERE id = $1`,
    [user.id, user.name, user.role, user.disabled ? 1 : 0, user.updated_at],
  )
}

/** The row stays as the author of its events; no sign-in works for it any more. */
export async function eraseUser(tx: Tx, user: User): Promise<void> {
  await tx.run(
    `UPDATE users
     SET name = $2, email = $3, password_hash = '', disabled = 1, updated_at = $4
     WHERE id = $1`,
    [user.id, user.name, user.email, user.updated_at],
  )
}

/** False where the hash is not `from` any more: a concurrent change came first. */
export async function replacePasswordHash(
  tx: Tx,
  change: { id: number; from: string; to: string; now: number },
): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE users
     SET password_hash = $3, updated_at = $4
     WHERE id = $1 AND password_hash = $2`,
    [change.id, change.from, change.to, change.now],
  )
  return changed === 1
}

/** Serializes changes of roles, so that the last admin stays one. */
export const lockRoles = (tx: Tx): Promise<void> => tx.lock('counters', 'name', 'roles')

/** Is there an active admin besides this one? */
export async function hasOtherAdmin(sql: Sql, id: number): Promise<boolean> {
  const row = await sql.get<{ id: number }>(
    `SELECT id FROM users WHERE role = 'admin' AND disabled = 0 AND id <> $1 ORDER BY id LIMIT 1`,
    [id],
  )
  return row !== null
}

export const hasAdmin = (sql: Sql): Promise<boolean> => hasOtherAdmin(sql, 0)

/** Replaces the unused links: one is valid at a time. */
export async function putSetUpLink(
  tx: Tx,
  link: { hash: string; created_at: number; expires_at: number },
): Promise<void> {
  await tx.run('DELETE FROM setup_links WHERE used_at IS NULL', [])
  await tx.run('INSERT INTO setup_links (hash, created_at, expires_at) VALUES ($1, $2, $3)', [
    link.hash,
    link.created_at,
    link.expires_at,
  ])
}

/** False where the link is unknown, used or too old. */
export async function spendSetUpLink(tx: Tx, hash: string, now: number): Promise<boolean> {
  const used = await tx.run(
    `UPDATE setup_links
     SET used_at = $2
     WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`,
    [hash, now],
  )
  return used === 1
}

/** Ends live sessions of a user: one, or all but one. Returns how many it ended. */
export function revokeSessions(
  tx: Tx,
  which: { user_id: number; only?: string; except?: string; now: number },
): Promise<number> {
  return tx.run(
    `UPDATE sessions
     SET revoked_at = $2
     WHERE user_id = $1 AND revoked_at IS NULL
       AND ($3 = '' OR id = $3) AND ($4 = '' OR id <> $4)`,
    [which.user_id, which.now, which.only ?? '', which.except ?? ''],
  )
}
