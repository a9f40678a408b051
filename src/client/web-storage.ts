// Keeps the refresh token in a browser's storage. With localStorage all windows of one origin share
// one session: a lock keeps two of them from using up the same refresh token.

import type { TokenStorage } from './session.ts'

interface KeyValueStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

export function webStorage(storage: KeyValueStorage, name = 'orderd.refresh_token'): TokenStorage {
  return {
    load: () => storage.getItem(name),
    save(refreshToken) {
      if (refreshToken === null) storage.removeItem(name)
      else storage.setItem(name, refreshToken)
    },
    exclusively(work) {
      // Absent outside of secure contexts; a window is then alone with its own renewals.
      const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {}
      return locks ? locks.request(name, work) : work()
    },
  }
}
