// Keeps the tokens in a browser's storage. With localStorage all windows of one origin share
// one session: a lock keeps two of them from using the same refresh token.

import type { KeptTokens, TokenStorage } from './session.ts'

interface KeyValueStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

export function webStorage(storage: KeyValueStorage, name = 'orderd.tokens'): TokenStorage {
  return {
    load: () => read(storage.getItem(name)),
    save(tokens) {
      if (tokens === null) storage.removeItem(name)
      else storage.setItem(name, JSON.stringify(tokens))
    },
    exclusively(work) {
      // Absent outside of secure contexts (http but for localhost): session.ts copes with that.
      const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {}
      return locks ? locks.request(name, work) : work()
    },
  }
}

/** Whatever else stands there is as good as nothing. */
function read(text: string | null): KeptTokens | null {
  try {
    const kept = JSON.parse(text ?? 'null') as KeptTokens | null
    return typeof kept?.refresh_token === 'string' ? kept : null
  } catch {
    return null
  }
}
