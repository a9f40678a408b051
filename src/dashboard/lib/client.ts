// The one client of this window. Its tokens live in localStorage, the access token too: a page that is
// opened twice in a moment would otherwise renew twice. localStorage and not sessionStorage: a duplicated
// tab copies sessionStorage, both copies would use the same refresh token in their own time, and the
// server would take that for theft and end the session. Shared (webStorage), all windows have one
// session, renewed under a lock where the browser has one. Neither would be safe
// from a foreign script; that none runs is what the content security policy is for.

import { createClient, webStorage } from '#client/index.ts'

const KEY = 'orderd.tokens'

export const client = createClient({ storage: webStorage(localStorage, KEY) })

/** Calls the listener when another window signs in or out. */
export function onOtherWindow(listener: (isSignedIn: boolean) => void): () => void {
  const hear = ({ key, newValue, oldValue }: StorageEvent) => {
    const isTurn = (newValue === null) !== (oldValue === null)
    if (key === KEY && isTurn) listener(newValue !== null)
  }
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}
