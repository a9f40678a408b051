// The routes below it need a sign-in: until then the sign-in form appears at the same address, so that a
// link still leads to its view. A sign-out clears the cached answers.

import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { refreshSession, useSession } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
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
            <Skeleton lines={4} />
          </div>
        </div>
      )
    case 'unreachable':
      return (
        <main className="session-page">
          <Failure
            error={session.error}
            name={t.session.session}
            onRetry={() => void refreshSession()}
          />
        </main>
      )
    case 'signed_out':
      return <SignIn />
    case 'signed_in':
      return <Outlet />
  }
}
