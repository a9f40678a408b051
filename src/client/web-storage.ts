// Tokens in a browser's storage. With localStorage all windows of an origin share one session, and a Web Lock
// keeps two of them from using the same refresh token.

import type { StoredTokens, TokenStorage } from './session.ts'

interface KeyValueStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

/**
 * The storage of tokens in `storage` under `name`.
 *
 * @example
 * const client = createClient({ storage: webStorage(localStorage) })
 * if (!(await client.session.restore())) await client.session.signIn({ email, password })
 */
export function webStorage(storage: KeyValueStorage, name = 'orderd.tokens'): TokenStorage {
  return {
    load: () => read(storage.getItem(name)),
    save(tokens) {
      if (tokens === null) storage.removeItem(name)
      else storage.setItem(name, JSON.stringify(tokens))
    },
    exclusively(work) {
      // Locks are missing outside of secure contexts (http except localhost); session.ts works without them.
      const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {}
      return locks ? locks.request(name, work) : work()
    },
  }
}

/** null for any other text. */
function read(text: string | null): StoredTokens | null {
  try {
    const kept = JSON.parse(text ?? 'null') as StoredTokens | null
    return typeof kept?.refresh_token === 'string' ? kept : null
  } catch {
    return null
  }
}
