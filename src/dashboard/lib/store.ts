// A store holds a value that components watch, for state that belongs to neither one view nor the server.

import { useSyncExternalStore } from 'react'

export interface Store<T> {
  get(): T
  set(next: T | ((before: T) => T)): void
  watch(listener: () => void): () => void
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      const after = typeof next === 'function' ? (next as (before: T) => T)(value) : next
      if (Object.is(after, value)) return
      value = after
      for (const listener of listeners) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.watch, store.get)

/** A store that persists in this browser. Storage that fails is ignored. */
export function createKeptStore<T>(name: string, fallback: T): Store<T> {
  const key = `orderd.${name}`
  const store = createStore(read<T>(key) ?? fallback)
  store.watch(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()))
    } catch {
      // full or forbidden: it lasts as long as the window
    }
  })
  return store
}

function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null // not ours, or not readable: the fallback
  }
}
