// The session of this window. Without stored tokens `starting` sends no request, so that a first visit has
// no failed one.

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

/** Loads the session again. The state stays until the server has answered. */
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
  // After a sign-in or sign-out in another window this one must not display the former account.
  onOtherWindow(() => location.reload())
  void refreshSession()
}

export const useSession = (): SessionState => useStore(store)

/** The signed-in account. Only for components below the shell. */
export function useMe(): Me {
  const state = useSession()
  if (state.phase !== 'signed_in') throw new Error('useMe outside of the shell')
  return state.me
}

export const useIsStaff = (): boolean => useMe().role !== 'user'
