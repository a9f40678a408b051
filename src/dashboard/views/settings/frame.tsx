// The frame of all settings: the ways between them, and the word that they are for administrators.

import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'

const PAGES = [
  ['/settings', 'Shop'],
  ['/settings/users', 'Users'],
  ['/settings/keys', 'API keys'],
  ['/settings/webhooks', 'Webhooks'],
  ['/settings/backups', 'Backups'],
  ['/settings/system', 'System'],
  ['/settings/audit', 'Audit log'],
] as const

interface FrameProps {
  name: string
  /** What one can do there. */
  actions?: ReactNode
  children: ReactNode
}

export const Frame = ({ name, actions, children }: FrameProps): ReactNode => (
  <OnlyFor who="admin" title="Settings">
    <ViewHead title="Settings" name={name}>
      {actions}
    </ViewHead>
    <div className="parts-view-body">
      <Ways />
      {children}
    </div>
  </OnlyFor>
)

function Ways() {
  const nav = useRef<HTMLElement>(null)
  // On a phone they are wider than the screen: the one that is open must not be out of it.
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current=page]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <nav className="parts-filters" aria-label="Settings" ref={nav}>
      {PAGES.map(([to, title]) => (
        <Link
          key={to}
          to={to}
          className="parts-chip"
          activeOptions={{ exact: to === '/settings', includeSearch: false }}
        >
          {title}
        </Link>
      ))}
    </nav>
  )
}
