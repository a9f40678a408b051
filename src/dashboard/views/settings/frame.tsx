// The frame of the settings: links between their pages, for administrators only.

import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'

const { pages } = t.settings

const PAGES = [
  ['/settings', pages.shop],
  ['/settings/users', pages.users],
  ['/settings/keys', pages.keys],
  ['/settings/webhooks', pages.webhooks],
  ['/settings/backups', pages.backups],
  ['/settings/system', pages.system],
  ['/settings/audit', pages.audit],
] as const

interface FrameProps {
  name: string
  actions?: ReactNode
  children: ReactNode
}

export const Frame = ({ name, actions, children }: FrameProps): ReactNode => (
  <OnlyFor audience="admin" title={t.app.settings}>
    <ViewHead title={t.app.settings} name={name}>
      {actions}
    </ViewHead>
    <div className="parts-view-body">
      <Pages />
      {children}
    </div>
  </OnlyFor>
)

function Pages() {
  const nav = useRef<HTMLElement>(null)
  // On a phone the list is wider than the screen: scroll the current page into it.
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current=page]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <nav className="parts-filters" aria-label={t.app.settings} ref={nav}>
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
