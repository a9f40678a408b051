// `users create`: a new account with a role.

import { type Account, passwordFrom, printAccount, roleOf } from './accounts.ts'
import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import type { Io } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { args: [email], options, flags }: InvocationOf<'users create'>,
  io: Io,
): Promise<number> {
  const role = roleOf(options.admin ? 'admin' : (options.role ?? 'user'))
  const password = await passwordFrom(options['password-file'], io)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, (api) =>
    api.call<Account>('POST', '/operator/users', {
      email,
      name: options.name ?? email.split('@')[0] ?? email,
      role,
      password: password.text,
    }),
  )
  const sentence = `created ${role} ${account.email}, user ${account.id}`
  printAccount(account, sentence, password, options.json, io)
  return EXIT.done
}
