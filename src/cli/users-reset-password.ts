// `users reset-password`: a new password for an account; its sessions end.

import { type Account, findAccount, passwordFrom, printAccount } from './accounts.ts'
import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import type { Io } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { args: [email], options, flags }: InvocationOf<'users reset-password'>,
  io: Io,
): Promise<number> {
  const password = await passwordFrom(options['password-file'], io)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, async (api) => {
    await findAccount(api, email)
    const body = { email, password: password.text }
    return api.call<Account>('POST', '/operator/users/password', body)
  })
  printAccount(account, `${account.email} has a new password`, password, options.json, io)
  return EXIT.done
}
