// The card of sign-in and set-up: brand, title and content.

import { type ReactNode, useEffect } from 'react'
import { Mark } from '#dashboard/parts/mark.tsx'

interface AuthCardProps {
  title: string
  children: ReactNode
}

export function AuthCard({ title, children }: AuthCardProps) {
  useEffect(() => {
    document.title = `${title} · orderd`
  }, [title])
  return (
    <main className="session-page">
      <div className="session-card">
        <div className="parts-brand">
          <Mark />
          orderd
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
