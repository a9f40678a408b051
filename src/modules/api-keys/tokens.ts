// API keys as bearer tokens: the key of a header becomes a caller with scopes. It is read from the database each
// time, so that a revoked key is refused from the next request on.

import type { Execute } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import type { Result } from '#domain/result.ts'
import type { Clock } from '#lib/clock.ts'
import { sha256Hex } from '#lib/crypto.ts'
import type { Log } from '#lib/log.ts'
import type { AuthFault, Identity, TokenKind } from '#modules/sessions/public.ts'
import { KEY_PREFIX, noteUse } from './commands.ts'
import { type ApiKey, loadApiKey, loadApiKeyByHash } from './store.ts'

interface KeyTokensOptions {
  read: Sql
  clock: Clock
  execute: Execute
  log: Log
}

const MINUTE_MS = 60_000

/** A kind of token for createAuthentication (sessions/authentication.ts). */
export function apiKeyTokens({ read, clock, execute, log }: KeyTokensOptions): TokenKind {
  function onUse(id: string): void {
    const call = { caller: { kind: 'system' }, requestId: 'api-keys' } as const
    execute(noteUse, { id }, call).catch((error) => log.warn('a use was not noted', { error }))
  }
  const judge = (key: ApiKey | null): Result<Identity, AuthFault> => {
    if (key === null || key.revoked_at !== null) return { fault: 'token_invalid' }
    const now = clock.now()
    if (key.expires_at !== null && key.expires_at <= now) return { fault: 'token_expired' }
    if (key.inactive_at !== null) return { fault: 'key_inactive' }
    if (key.last_used_at === null || key.last_used_at < now - MINUTE_MS) onUse(key.id)
    const { id, name, scopes } = key
    const caller: Caller = { kind: 'api_key', id, name, scopes }
    return { value: { caller, expiresAt: key.expires_at } }
  }
  return {
    prefix: KEY_PREFIX,
    kind: 'api_key',
    authenticate: async (token) => judge(await loadApiKeyByHash(read, sha256Hex(token))),
    async renew(caller) {
      if (caller.kind !== 'api_key') return { value: caller }
      const verdict = judge(await loadApiKey(read, caller.id))
      return 'fault' in verdict ? verdict : { value: verdict.value.caller }
    },
  }
}
