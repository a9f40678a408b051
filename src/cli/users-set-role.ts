// `users set-role`: another role for an account.

import { type Account, findAccount, roleOf } from './accounts.ts'
import { withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run(
  { args: [email, word], options, flags }: InvocationOf<'users set-role'>,
  io: Io,
): Promise<number> {
  const role = roleOf(word)
  const { config } = loadConfig(flags, io)
  const account = await withApi(config, async (api) => {
    const { id } = await findAccount(api, email)
    return api.call<Account>('PATCH', `/users/${id}`, { role })
  })
  io.out(options.json ? jsonLine(account) : line(`${account.email} is ${account.role}`))
  return EXIT.done
}
