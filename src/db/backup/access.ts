// Access after a restore. A backup has the sessions, keys, roles and passwords of its time, also those that
// were taken back since; the database that it replaces has the later state.

import { Database } from 'bun:sqlite'
import type { Tx } from '#db/port.ts'
import type { InactiveReason } from '#domain/access.ts'

interface Key {
  id: string
  name: string
  hash: string
  scopes: string
  expires_at: number | null
  revoked_at: number | null
  /** Undefined in the schema of an older database. */
  inactive_reason?: InactiveReason | null
}

interface Account {
  id: number
  email: string
  role: string
  password_hash: string
  disabled: number
}

export interface Access {
  keys: Key[]
  accounts: Account[]
}

/** The differences between a backup and the later state that it replaces. */
export interface AccessChanges {
  /** false: the replaced database is missing or cannot be read, so every key is inactive. */
  compared: boolean
  /** The keys of the restored database that an admin has to confirm. */
  keys_inactive: { id: string; name: string; reason: InactiveReason }[]
  /** Made since: the restored database does not have them. */
  keys_gone: { id: string; name: string }[]
  /** Accounts that have again what they had at the backup. */
  accounts_changed: { id: number; email: string; changed: string[] }[]
  /** Made since: the restored database does not have them. */
  accounts_gone: { id: number; email: string; role: string }[]
}

const KEYS = 'SELECT * FROM api_keys ORDER BY id'
const ACCOUNTS = 'SELECT id, email, role, password_hash, disabled FROM users ORDER BY id'

/** Of the database in that file, which is not in use; null where it cannot be read. */
export function readAccess(path: string): Access | null {
  try {
    const database = new Database(path, { readonly: true })
    try {
      database.run('PRAGMA trusted_schema = OFF')
      const keys = database.query<Key, []>(KEYS).all()
      return { keys, accounts: database.query<Account, []>(ACCOUNTS).all() }
    } finally {
      database.close()
    }
  } catch {
    // Missing, damaged or foreign: a restore is made for such a file.
    return null
  }
}

/** Ends every session with its refresh tokens, and drops tickets and unused set-up links. */
export async function endSessions(tx: Tx, now: number): Promise<void> {
  await tx.run('UPDATE sessions SET revoked_at = $1 WHERE revoked_at IS NULL', [now])
  await tx.run('DELETE FROM setup_links WHERE used_at IS NULL', [])
  await tx.run('DELETE FROM realtime_tickets', [])
}

/**
 * Makes the keys of a restored database inactive that are not the same in the replaced one (null: not
 * readable), and returns the differences. The restored database has the schema of this binary.
 */
export async function carryOver(
  tx: Tx,
  replaced: Access | null,
  now: number,
): Promise<AccessChanges> {
  const keys = await tx.all<Key>(KEYS)
  const accounts = await tx.all<Account>(ACCOUNTS)
  const later = { keys: byId(replaced?.keys ?? []), accounts: byId(replaced?.accounts ?? []) }
  const had = { keys: byId(keys), accounts: byId(accounts) }
  const keysInactive: AccessChanges['keys_inactive'] = []
  for (const key of keys) {
    const reason = inactiveReason(key, later.keys.get(key.id))
    if (reason === null) continue
    const { id, name } = key
    keysInactive.push({ id, name, reason })
    await tx.run(
      `UPDATE api_keys
       SET inactive_at = COALESCE(inactive_at, $2), inactive_reason = $3
       WHERE id = $1`,
      [id, now, reason],
    )
  }
  return {
    compared: replaced !== null,
    keys_inactive: keysInactive,
    keys_gone: [...later.keys.values()]
      .filter(({ id }) => !had.keys.has(id))
      .map(({ id, name }) => ({ id, name })),
    accounts_changed: accounts.flatMap((one) => changesOf(one, later.accounts.get(one.id))),
    accounts_gone: [...later.accounts.values()]
      .filter(({ id }) => !had.accounts.has(id))
      .map(({ id, email, role }) => ({ id, email, role })),
  }
}

/** null: active, or revoked before the backup. `later` is the key in the replaced database. */
function inactiveReason(key: Key, later: Key | undefined): InactiveReason | null {
  if (key.revoked_at !== null) return null
  if (later === undefined) return 'unknown'
  if (later.revoked_at !== null) return 'revoked'
  const isSame =
    later.name === key.name &&
    later.hash === key.hash &&
    later.scopes === key.scopes &&
    later.expires_at === key.expires_at
  if (!isSame) return 'changed'
  // Not confirmed after an earlier restore: neither is this one a confirmation.
  return later.inactive_reason ?? key.inactive_reason ?? null
}

const byId = <T extends { id: unknown }>(rows: readonly T[]): Map<T['id'], T> =>
  new Map(rows.map((row) => [row.id, row]))

function changesOf(account: Account, later: Account | undefined) {
  if (later === undefined) return []
  const changed = [
    ...(later.role === account.role ? [] : ['role']),
    ...(later.password_hash === account.password_hash ? [] : ['password']),
    ...(later.disabled === account.disabled ? [] : ['disabled']),
  ]
  return changed.length === 0 ? [] : [{ id: account.id, email: account.email, changed }]
}
