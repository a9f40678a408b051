// Who is signed in here, as far as the server says so. `starting` asks nothing where no session was
// kept, so that a first visit has no failed request.

import { type AnswerOf, isSignedOut, type OrderdError } from '#client/index.ts'
import { client, onOtherWindow } from './client.ts'
import { loadCurrencies } from './currencies.ts'
import { loadShop } from './shop.ts'
import { createStore, useStore } from './store.ts'

export type Me = AnswerOf<'GET /users/me'>

export type SessionState =
  | { phase: 'starting' }
  | { phase: 'signed_out' }
  | { phase: 'unreachable'; error: OrderdError }
  | { phase: 'signed_in'; me: Me }

const store = createStore<SessionState>({ phase: 'starting' })

/** Asks the server anew. What is shown stays until it answered. */
export async function refreshSession(): Promise<void> {
  try {
    if (!(await client.session.restore())) return store.set({ phase: 'signed_out' })
    const [me] = await Promise.all([client.me.get(), loadCurrencies(), loadShop()])
    store.set({ phase: 'signed_in', me })
  } catch (error) {
    if (isSignedOut(error)) return store.set({ phase: 'signed_out' })
    store.set({ phase: 'unreachable', error: error as OrderdError })
  }
}

export function startSession(): void {
  client.session.onChange(() => void refreshSession())
  // A window that shows somebody else's orders after a sign-out is worse than one that reloads.
  onOtherWindow(() => location.reload())
  void refreshSession()
}

export const useSession = (): SessionState => useStore(store)

/** Whoever is signed in; only below the shell, which shows the way in to everybody else. */
export function useMe(): Me {
  const state = useSession()
  if (state.phase !== 'signed_in') throw new Error('useMe outside of the shell')
  return state.me
}

export const useIsStaff = (): boolean => useMe().role !== 'user'
