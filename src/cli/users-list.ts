// `users list`: all accounts, page by page.

import type { Account } from './accounts.ts'
import { type Api, withApi } from './api.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

export async function run({ options, flags }: InvocationOf<'users list'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  await withApi(config, async (api) => {
    for await (const account of allAccounts(api)) {
      const { id, email, role, disabled, name } = account
      const columns = `${String(id).padStart(6)}  ${role.padEnd(8)}${email.padEnd(36)}${name}`
      io.out(options.json ? jsonLine(account) : line(`${columns}${disabled ? '  (disabled)' : ''}`))
    }
  })
  return EXIT.done
}

async function* allAccounts(api: Api): AsyncGenerator<Account> {
  let cursor: string | null = ''
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: Account[]; next_cursor: string | null } = await api.call(
      'GET',
      `/users?limit=200${after}`,
    )
    yield* page.items
    cursor = page.next_cursor
  }
}
