// Access after a restore. A backup has the sessions, keys, roles and passwords of its time, also those that
// were taken back since; the database that it replaces has the later state.

import { Database } from 'bun:sqlite'
import type { Tx } from '#db/port.ts'

interface Key {
  id: string
  name: string
  revoked_at: number | null
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
  /** Revoked since: they are revoked in the restored database, too. */
  keys_revoked: Pick<Key, 'id' | 'name'>[]
  /** Made since: the restored database does not have them. */
  keys_gone: Pick<Key, 'id' | 'name'>[]
  /** Accounts that have again what they had at the backup. */
  accounts_changed: { id: number; email: string; changed: string[] }[]
}

const KEYS = 'SELECT id, name, revoked_at FROM api_keys ORDER BY id'
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
  // The schema of an older backup has no tickets.
  const table = "SELECT 1 FROM sqlite_schema WHERE name = 'realtime_tickets'"
  if ((await tx.get(table)) !== null) await tx.run('DELETE FROM realtime_tickets', [])
}

/** Revokes in a restored database the keys that were revoked in the replaced one, and returns what differs. */
export async function carryOver(tx: Tx, replaced: Access): Promise<AccessChanges> {
  const keys = await tx.all<Key>(KEYS)
  const accounts = await tx.all<Account>(ACCOUNTS)
  const later = new Map(replaced.keys.map((key) => [key.id, key]))
  const revoked = keys.filter(
    ({ id, revoked_at }) => revoked_at === null && (later.get(id)?.revoked_at ?? null) !== null,
  )
  for (const { id } of revoked) {
    const at = later.get(id)?.revoked_at ?? null
    await tx.run('UPDATE api_keys SET revoked_at = $2 WHERE id = $1', [id, at])
  }
  const ids = new Set(keys.map(({ id }) => id))
  return {
    keys_revoked: revoked.map(named),
    keys_gone: replaced.keys.filter(({ id }) => !ids.has(id)).map(named),
    accounts_changed: accounts.flatMap((account) => changesOf(account, replaced.accounts)),
  }
}

const named = ({ id, name }: Key) => ({ id, name })

function changesOf(account: Account, since: readonly Account[]) {
  const later = since.find(({ id }) => id === account.id)
  if (later === undefined) return []
  const changed = [
    ...(later.role === account.role ? [] : ['role']),
    ...(later.password_hash === account.password_hash ? [] : ['password']),
    ...(later.disabled === account.disabled ? [] : ['disabled']),
  ]
  return changed.length === 0 ? [] : [{ id: account.id, email: account.email, changed }]
}
