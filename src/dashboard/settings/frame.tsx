// The frame of all settings: the ways between them, and the word that they are for administrators.

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { OnlyFor } from '#dashboard/app/only-for.tsx'
import { ViewHead } from '#dashboard/app/view.tsx'

const PAGES = [
  ['/settings', 'Shop'],
  ['/settings/users', 'Users'],
  ['/settings/keys', 'API keys'],
  ['/settings/webhooks', 'Webhooks'],
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
    <div className="view-body">
      <nav className="filters" aria-label="Settings">
        {PAGES.map(([to, title]) => (
          <Link
            key={to}
            to={to}
            className="chip"
            activeOptions={{ exact: to === '/settings', includeSearch: false }}
          >
            {title}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  </OnlyFor>
)
