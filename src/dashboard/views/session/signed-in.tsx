// Shows what is inside to whoever is signed in, and the way in to everybody else, at the same address:
// after signing in one is where one wanted to be. Whoever leaves takes the cached answers along.

import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { refreshSession, useSession } from '#dashboard/lib/session.ts'
import { Bones, Failure } from '#dashboard/parts/states.tsx'
import { SignIn } from './sign-in.tsx'

export function SignedIn(): ReactNode {
  const session = useSession()
  const cache = useQueryClient()
  const { phase } = session
  useEffect(() => {
    if (phase === 'signed_out') cache.clear()
  }, [phase, cache])
  switch (session.phase) {
    case 'starting':
      return (
        <div className="session-page">
          <div className="session-card">
            <Bones lines={4} />
          </div>
        </div>
      )
    case 'unreachable':
      return (
        <main className="session-page">
          <Failure error={session.error} what="session" onRetry={() => void refreshSession()} />
        </main>
      )
    case 'signed_out':
      return <SignIn />
    case 'signed_in':
      return <Outlet />
  }
}
