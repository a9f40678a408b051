// The first admin comes from the configuration or by a one-time link that the start of the server prints.
// There is no default account. An existing password is not changed here.

import type { Call, Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import { randomToken, sha256Hex } from '#lib/crypto.ts'
import { hashPassword } from '#lib/passwords.ts'
import { createUser, offerSetUp } from './commands.ts'
import { foldEmail } from './model.ts'
import { hasAdmin, loadUserByEmail } from './store.ts'

const STARTING: Call = { caller: { kind: 'operator' }, requestId: 'start' }

interface FirstAdminOptions {
  db: Db
  execute: Execute
  config: Pick<Config, 'adminEmail' | 'adminPassword'>
}

/** Runs at every start. Returns the token of a new set-up link while there is no admin, else null. */
export async function ensureFirstAdmin(options: FirstAdminOptions): Promise<string | null> {
  await createConfigured(options)
  if (await hasAdmin(options.db.read)) return null
  const token = randomToken()
  await options.execute(offerSetUp, { hash: sha256Hex(token) }, STARTING)
  return token
}

async function createConfigured({ db, execute, config }: FirstAdminOptions): Promise<void> {
  const { adminEmail, adminPassword } = config
  if (adminEmail === null || adminPassword === null) return
  const email = foldEmail(adminEmail)
  if ((await loadUserByEmail(db.read, email)) !== null) return
  const password_hash = await hashPassword(adminPassword)
  const args = { name: 'Admin', email, password_hash, role: 'admin' as const }
  await execute(createUser, args, STARTING)
}
